package dev.latido.testkit.proxy.internal.rule;

import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.MqttPacket;

/** Random numbers that depend only on their purpose: without state, order of calls or races. */
final class SeededChance {

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private SeededChance() {}

    static long salt(long seed, long number) {
        return mix(mix(seed) + number * GOLDEN_RATIO);
    }

    /** Returns a number from 0 inclusive to 1 exclusive. */
    static double roll(long salt, MqttPacket packet) {
        long kind = packet.type().code() * 2L + (packet.direction() == Direction.TO_CLIENT ? 1 : 0);
        return fraction(salt(salt(ofClient(salt, packet.clientId()), kind), packet.ordinal()));
    }

    /** Returns the k-th interval of a client, exponentially distributed with mean 1. */
    static double interval(long salt, String clientId, long k) {
        return -Math.log(1 - fraction(salt(ofClient(salt, clientId), k)));
    }

    private static long ofClient(long salt, String clientId) {
        long hash = salt;
        for (int i = 0; i < clientId.length(); i++) {
            hash = mix(hash ^ clientId.charAt(i));
        }
        return hash;
    }

    private static double fraction(long bits) {
        return (bits >>> 11) * 0x1.0p-53;
    }

    /** Mixes bits with the finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = value + GOLDEN_RATIO;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
