package dev.latido.contract;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.memory.MemorySeenStore;
import dev.latido.idempotency.memory.MemoryStores;
import dev.latido.testkit.time.TestClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stores with the mistakes that are made most. Package-private and nested, so that no test run finds them by itself. */
final class BrokenSeenStores {

    private BrokenSeenStores() {}

    /** A contract on a store that works, broken in one place by a subclass of it. */
    abstract static class Broken extends SeenStoreContract {

        final TestClock clock = TestClock.create();

        abstract SeenStore breaking(MemorySeenStore sound);

        @Override
        protected SeenStore createStore(Duration retention) {
            return breaking(MemoryStores.on(clock, retention));
        }

        @Override
        protected StoreTime time() {
            return StoreTime.advancedBy(clock::advance);
        }
    }

    /** Passes everything on. */
    static class Forwarding implements SeenStore {

        final SeenStore sound;

        Forwarding(SeenStore sound) {
            this.sound = sound;
        }

        @Override
        public Claim claim(MessageKey key, String owner, Duration lease) {
            return sound.claim(key, owner, lease);
        }

        @Override
        public boolean detectsConflicts() {
            return sound.detectsConflicts();
        }

        @Override
        public Hold renew(MessageKey key, long fence, Duration lease) {
            return sound.renew(key, fence, lease);
        }

        @Override
        public Commit commit(MessageKey key, long fence) {
            return sound.commit(key, fence);
        }

        @Override
        public Hold release(MessageKey key, long fence, Duration pause) {
            return sound.release(key, fence, pause);
        }

        @Override
        public Hold bury(MessageKey key, long fence, String reason) {
            return sound.bury(key, fence, reason);
        }

        @Override
        public int purge(int limit) {
            return sound.purge(limit);
        }

        @Override
        public void close() {
            sound.close();
        }
    }

    /** No mistake: shows that the tests below fail for the reason that they should. */
    static class SoundContract extends Broken {

        @Override
        SeenStore breaking(MemorySeenStore sound) {
            return new Forwarding(sound);
        }
    }

    /** {@code if (!seen.add(id)) return;} before the work: a failure after it loses the message. */
    static class MarksBeforeTheWorkContract extends Broken {

        @Override
        SeenStore breaking(MemorySeenStore sound) {
            return new Forwarding(sound) {
                @Override
                public Claim claim(MessageKey key, String owner, Duration lease) {
                    Claim claim = super.claim(key, owner, lease);
                    if (claim instanceof Claim.Granted granted) {
                        sound.commit(key, granted.fence());
                    }
                    return claim;
                }
            };
        }
    }

    /** Believes every caller that it holds the claim: a slow worker ends the work of another one. */
    static class IgnoresTheFenceContract extends Broken {

        @Override
        SeenStore breaking(MemorySeenStore sound) {
            Map<MessageKey, Long> current = new ConcurrentHashMap<>();
            return new Forwarding(sound) {
                private long fence(MessageKey key) {
                    return current.getOrDefault(key, 0L);
                }

                @Override
                public Claim claim(MessageKey key, String owner, Duration lease) {
                    Claim claim = super.claim(key, owner, lease);
                    if (claim instanceof Claim.Granted granted) {
                        current.put(key, granted.fence());
                    }
                    return claim;
                }

                @Override
                public Hold renew(MessageKey key, long fence, Duration lease) {
                    return super.renew(key, fence(key), lease);
                }

                @Override
                public Commit commit(MessageKey key, long fence) {
                    return super.commit(key, fence(key));
                }

                @Override
                public Hold release(MessageKey key, long fence, Duration pause) {
                    return super.release(key, fence(key), pause);
                }

                @Override
                public Hold bury(MessageKey key, long fence, String reason) {
                    return super.bury(key, fence(key), reason);
                }
            };
        }
    }

    /** A cache that resists scans keeps the first ids for being old friends and drops the last, which will come again. */
    static class ForgetsUnderLoadContract extends Broken {

        @Override
        SeenStore breaking(MemorySeenStore sound) {
            Cache<MessageKey, Long> handled = Caffeine.newBuilder()
                    .maximumSize(capacity())
                    .executor(Runnable::run)
                    .build();
            return new Forwarding(sound) {
                @Override
                public Claim claim(MessageKey key, String owner, Duration lease) {
                    Claim claim = super.claim(key, owner, lease);
                    boolean forgotten = claim instanceof Claim.Done && handled.getIfPresent(key) == null;
                    return forgotten ? new Claim.Granted(Long.MAX_VALUE, 1) : claim;
                }

                @Override
                public Commit commit(MessageKey key, long fence) {
                    Commit commit = super.commit(key, fence);
                    if (commit == Commit.OK) {
                        handled.put(key, fence);
                    }
                    return commit;
                }
            };
        }
    }

    /** Says that it compares fingerprints, and takes every message under a known id for a redelivery. */
    static class IgnoresFingerprintsContract extends Broken {

        @Override
        SeenStore breaking(MemorySeenStore sound) {
            return new Forwarding(sound) {
                @Override
                public Claim claim(MessageKey key, String owner, Duration lease) {
                    return super.claim(new MessageKey(key.group(), key.id()), owner, lease);
                }
            };
        }
    }

    /** A mark per producer, the highest number: what comes in another order is taken for a duplicate. */
    static class RemembersTheHighestOnlyContract extends Broken {

        @Override
        SeenStore breaking(MemorySeenStore sound) {
            Map<String, Long> highest = new ConcurrentHashMap<>();
            return new Forwarding(sound) {
                @Override
                public Claim claim(MessageKey key, String owner, Duration lease) {
                    Claim claim = super.claim(key, owner, lease);
                    long seen = highest.getOrDefault(producer(key), Long.MIN_VALUE);
                    if (claim instanceof Claim.Granted granted && number(key) < seen) {
                        super.release(key, granted.fence(), Duration.ZERO);
                        return new Claim.Done();
                    }
                    return claim;
                }

                @Override
                public Commit commit(MessageKey key, long fence) {
                    highest.merge(producer(key), number(key), Math::max);
                    return super.commit(key, fence);
                }
            };
        }

        private static String producer(MessageKey key) {
            return key.group() + key.id().substring(0, digits(key.id()));
        }

        private static long number(MessageKey key) {
            int from = digits(key.id());
            return from == key.id().length()
                    ? Long.MAX_VALUE
                    : Long.parseLong(key.id(), from, key.id().length(), 10);
        }

        /** Returns the index at which the number at the end begins. */
        private static int digits(String id) {
            int from = id.length();
            while (from > 0 && id.charAt(from - 1) >= '0' && id.charAt(from - 1) <= '9') {
                from--;
            }
            return from;
        }
    }
}
