package dev.latido.benchmarks;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.memory.MemorySeenStore;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.openjdk.jol.info.GraphLayout;

/**
 * The bytes that MemorySeenStore holds for each id, counted by JOL over all objects that the store refers to. It measures
 * numbered ids of 10,000 producers that fill their windows, and other ids at several fill levels, because a table is
 * fullest just before it grows.
 */
public final class SeenStoreFootprint {

    private static final int PRODUCERS = 10_000;
    private static final int WINDOW = 1_024;
    private static final Duration LEASE = Duration.ofMinutes(1);

    private SeenStoreFootprint() {}

    /**
     * Runs the measurement.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        MemorySeenStore numbered = MemorySeenStore.create();
        for (int sequence = 1; sequence <= WINDOW; sequence++) {
            for (int producer = 0; producer < PRODUCERS; producer++) {
                handle(numbered, "planta-1-gw-" + producer + ":1763900000000123:" + sequence);
            }
        }
        print(out, "numbered", numbered, (long) PRODUCERS * WINDOW, 1);
        for (int ids : new int[] {350_000, 750_000, 1_000_000}) {
            MemorySeenStore store = MemorySeenStore.create();
            for (int i = 0; i < ids; i++) {
                handle(store, UUID.randomUUID().toString());
            }
            print(out, "other", store, ids, 40);
        }
    }

    private static void handle(MemorySeenStore store, String id) {
        MessageKey key = new MessageKey("billing", id);
        if (store.claim(key, "owner", LEASE) instanceof Claim.Granted granted) {
            store.commit(key, granted.fence());
        }
    }

    private static void print(PrintStream out, String form, MemorySeenStore store, long ids, int target) {
        double bytes = GraphLayout.parseInstance(store).totalSize();
        out.printf(
                "%-9s %,12d ids, %,d evicted early: %.2f bytes each, target at most %d%n",
                form, ids, store.evictedEarly(), bytes / ids, target);
    }
}
