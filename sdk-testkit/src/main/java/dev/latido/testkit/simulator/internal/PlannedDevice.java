package dev.latido.testkit.simulator.internal;

import dev.latido.testkit.simulator.PlannedMessage;
import dev.latido.testkit.simulator.SimulatedDevice;
import dev.latido.topics.Topic;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A device as its number and the seed of the fleet make it. */
record PlannedDevice(SimulatorSettings settings, String clientId, Topic presence, List<Topic> topics, long seed)
        implements SimulatedDevice {

    private static final int SITES = 3;
    private static final List<String> AREAS = List.of("north", "south", "east", "west");

    static PlannedDevice of(SimulatorSettings settings, int number) {
        long seed = mixed(settings.seed(), number);
        Random random = new Random(seed);
        String site = "plant-" + (1 + random.nextInt(SITES));
        String area = AREAS.get(random.nextInt(AREAS.size()));
        String clientId = "%s-%s-%03d".formatted(settings.name(), Long.toHexString(settings.seed()), number + 1);
        Topic presence = settings.root().presence().site(site).area(area).device(clientId);
        List<Topic> topics = settings.measures().stream()
                .map(named -> settings.root()
                        .events()
                        .site(site)
                        .area(area)
                        .device(clientId)
                        .measure(named.getKey()))
                .toList();
        return new PlannedDevice(settings, clientId, presence, topics, random.nextLong());
    }

    /** SplitMix64's finalizer: neighbouring numbers give seeds far apart. */
    private static long mixed(long seed, int number) {
        long z = seed + 0x9E3779B97F4A7C15L * (number + 1L);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    DevicePlan begin() {
        return new DevicePlan(settings, topics, seed);
    }

    @Override
    public List<PlannedMessage> plan(int messages) {
        if (messages < 0) {
            throw new IllegalArgumentException("messages must not be negative, was " + messages);
        }
        DevicePlan plan = begin();
        return Stream.generate(plan::next).limit(messages).toList();
    }

    @Override
    public String toString() {
        return clientId;
    }
}
