package dev.latido.idempotency.redis;

import dev.latido.idempotency.Claim;
import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.SeenStore;
import dev.latido.idempotency.SeenStoreException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A seen-store in Redis 5 or newer or in Valkey, on one server or in a Cluster, for handlers whose effect is elsewhere.
 *
 * <pre>{@code
 * try (RedisSeenStore store = RedisSeenStore.of("redis://seen.acme.example")) { ... }
 * }</pre>
 *
 * <p>Each operation is one script and one round trip, by Redis's own clock. All threads share one connection; their
 * commands are sent without waiting for each other's answers. A message and the counter of its fence share a hash tag.
 * A group has 64 hash tags, so that a Cluster spreads the messages.
 *
 * <p>A fence is the counter's next number or Redis's time in microseconds, whichever is larger. Fences therefore keep
 * growing if the data is lost, unless the server's clock is set back at the same time. They grow for each hash tag;
 * over all messages of a server they grow as its clock does.
 *
 * <p><strong>What can still happen: duplicates, never a loss.</strong> A message is acknowledged after its commit. A
 * message that Redis has forgotten is handled again only if it was not acknowledged or if the broker delivers it twice.
 * Redis forgets
 *
 * <ul>
 *   <li>the last second, with {@code appendfsync everysec},
 *   <li>the last writes, at a failover to a replica,
 *   <li>everything, without a file,
 *   <li>the entries that it evicts: set {@code maxmemory-policy noeviction}.
 * </ul>
 *
 * <p>In these cases, and if a handler outlives its lease, an effect may take place twice. If that is not acceptable,
 * use a {@link dev.latido.idempotency.TransactionalSeenStore}.
 *
 * <p>Handled messages expire at the end of the retention. Messages that are claimed or wait for a retry expire after
 * the end of the lease or pause plus the retention. While Redis cannot be reached, operations fail immediately with
 * {@link SeenStoreException}; the client reconnects automatically. {@linkplain #detectsConflicts() Detects conflicts}.
 * Thread-safe.
 */
public final class RedisSeenStore implements SeenStore {

    private static final Logger log = LoggerFactory.getLogger(RedisSeenStore.class);

    /** Errors that stay until an operator changes something; other errors pass. */
    private static final List<String> REFUSALS =
            List.of("NOPERM", "NOAUTH", "READONLY", "unknown command", "user executing the script");

    private static final int TAGS = 64;
    private static final String PREFIX = "latido:{";
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int LONGEST_REASON = 1_024;

    /** Indexed by the script's answer. */
    private static final Commit[] COMMITS = {Commit.LOST, Commit.OK, Commit.ALREADY};

    private final RedisLink link;
    private final Duration retention;
    private final String instance = "@" + UUID.randomUUID() + " ";
    private final AtomicLong claims = new AtomicLong();

    private RedisSeenStore(RedisLink link, Duration retention) {
        this.link = link;
        this.retention = retention;
    }

    /**
     * Creates a store with its own client.
     *
     * @param uri the address, such as {@code redis://host:6379/0} or {@code rediss://:password@host}, as Lettuce's
     *     {@code RedisURI} describes it
     * @return the store, connected
     * @throws IllegalArgumentException if the URI is invalid
     * @throws SeenStoreException if Redis cannot be reached
     */
    public static RedisSeenStore of(String uri) {
        Objects.requireNonNull(uri, "uri must not be null");
        OwnClient own = new OwnClient(uri);
        try {
            StatefulRedisConnection<String, String> connection = own.client().connect();
            return new RedisSeenStore(
                    new RedisLink(connection.async(), () -> {
                        connection.close();
                        own.close();
                    }),
                    DEFAULT_RETENTION);
        } catch (RedisException e) {
            own.close();
            throw unreachable(e);
        }
    }

    /**
     * Creates a store with the application's client, whose options and timeouts apply.
     *
     * @param client the client; {@link #close()} closes the store's connection, not the client
     * @return the store, connected
     * @throws SeenStoreException if Redis cannot be reached
     */
    public static RedisSeenStore of(RedisClient client) {
        Objects.requireNonNull(client, "client must not be null");
        try {
            StatefulRedisConnection<String, String> connection = client.connect();
            return new RedisSeenStore(new RedisLink(connection.async(), connection::close), DEFAULT_RETENTION);
        } catch (RedisException e) {
            throw unreachable(e);
        }
    }

    /**
     * Creates a store in a Redis Cluster.
     *
     * @param client the application's client; {@link #close()} closes the store's connection, not the client
     * @return the store, connected
     * @throws SeenStoreException if the Cluster cannot be reached
     */
    public static RedisSeenStore of(RedisClusterClient client) {
        Objects.requireNonNull(client, "client must not be null");
        try {
            StatefulRedisClusterConnection<String, String> connection = client.connect();
            return new RedisSeenStore(new RedisLink(connection.async(), connection::close), DEFAULT_RETENTION);
        } catch (RedisException e) {
            throw unreachable(e);
        }
    }

    private static SeenStoreException unreachable(RedisException cause) {
        return new SeenStoreException("the seen-store's Redis cannot be reached: " + cause.getMessage(), cause);
    }

    /**
     * Returns the same store with another retention, which applies to the messages that the new store marks. Both share
     * one connection: closing one of them closes both.
     *
     * @param retention how long handled messages are kept, above zero; see {@link SeenStore}
     * @return the new store
     * @throws IllegalArgumentException if it is not positive
     */
    public RedisSeenStore retaining(Duration retention) {
        Objects.requireNonNull(retention, "retention must not be null");
        if (retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException("retention must be above zero, was " + retention);
        }
        return new RedisSeenStore(link, retention);
    }

    @Override
    public boolean detectsConflicts() {
        return true;
    }

    /**
     * Checks that Redis lets this user run the store's scripts and write. Warns if Redis is set to evict entries when its
     * memory is full.
     */
    @Override
    public void check() {
        String memory;
        try {
            String[] keys = {tagged(new MessageKey("latido-check", instance)) + ":check"};
            memory = link.run(Script.CHECK, ScriptOutputType.VALUE, keys);
        } catch (SeenStoreException e) {
            String refusal = String.valueOf(e.getMessage());
            if (REFUSALS.stream().anyMatch(refusal::contains)) {
                throw new IllegalStateException(
                        "this user may not run the scripts of RedisSeenStore and write keys that begin with latido: "
                                + refusal,
                        e);
            }
            throw e;
        }
        String policy = line(memory, "maxmemory_policy:");
        boolean limited = !line(memory, "maxmemory:").equals("0");
        if (limited && !policy.isEmpty() && !policy.equals("noeviction")) {
            log.warn(
                    "Redis evicts entries when its memory is full (maxmemory-policy {}), and messages that it has evicted"
                            + " can be handled again; set maxmemory-policy noeviction",
                    policy);
        }
    }

    private static String line(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(name.length()).strip())
                .orElse("");
    }

    private static String tagged(MessageKey key) {
        String group = key.group().replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
        return PREFIX + group + "#" + Math.floorMod(key.id().hashCode(), TAGS) + "}";
    }

    private static String message(MessageKey key) {
        return tagged(key) + ":" + key.id();
    }

    /** Converts a duration to milliseconds, rounding up. */
    private static long millis(Duration time) {
        Duration bounded = time.compareTo(LONGEST) > 0 ? LONGEST : time;
        return bounded.plusNanos(999_999).toMillis();
    }

    @Override
    public Claim claim(MessageKey key, String owner, Duration lease) {
        Objects.requireNonNull(key, "key must not be null");
        Objects.requireNonNull(owner, "owner must not be null");
        Objects.requireNonNull(lease, "lease must not be null");
        String tag = tagged(key);
        long milliseconds = millis(lease);
        String answer = link.run(
                Script.CLAIM,
                ScriptOutputType.VALUE,
                new String[] {tag + ":" + key.id(), tag},
                Long.toString(milliseconds),
                Long.toString(milliseconds + millis(retention)),
                Long.toHexString(key.fingerprint()),
                claims.incrementAndGet() + instance + owner);
        int space = answer.lastIndexOf(' ');
        long number = Long.parseLong(answer, 2, space, 10);
        return switch (answer.charAt(0)) {
            case 'G' -> new Claim.Granted(number, Integer.parseInt(answer, space + 1, answer.length(), 10));
            case 'C' -> new Claim.Busy(Duration.ofMillis(number));
            case 'R' -> new Claim.Delayed(Duration.ofMillis(number));
            case 'D' -> new Claim.Done();
            case 'X' -> new Claim.Dead();
            case 'K' -> new Claim.Conflict();
            default -> throw new SeenStoreException("the seen-store's Redis gave an unknown answer: " + answer, null);
        };
    }

    private Hold change(MessageKey key, long fence, String state, Duration time, String reason) {
        Objects.requireNonNull(key, "key must not be null");
        Long answer = link.run(
                Script.CHANGE,
                ScriptOutputType.INTEGER,
                new String[] {message(key)},
                Long.toString(fence),
                state,
                Long.toString(millis(time)),
                Long.toString(millis(retention)),
                reason);
        return answer == 1 ? Hold.HELD : Hold.LOST;
    }

    @Override
    public Hold renew(MessageKey key, long fence, Duration lease) {
        Objects.requireNonNull(lease, "lease must not be null");
        return change(key, fence, "C", lease, "");
    }

    @Override
    public Commit commit(MessageKey key, long fence) {
        Objects.requireNonNull(key, "key must not be null");
        Long answer = link.run(
                Script.COMMIT,
                ScriptOutputType.INTEGER,
                new String[] {message(key)},
                Long.toString(fence),
                Long.toString(millis(retention)));
        return COMMITS[answer.intValue()];
    }

    @Override
    public Hold release(MessageKey key, long fence, Duration pause) {
        Objects.requireNonNull(pause, "pause must not be null");
        return change(key, fence, "R", pause, "");
    }

    @Override
    public Hold bury(MessageKey key, long fence, String reason) {
        Objects.requireNonNull(reason, "reason must not be null");
        String stored = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
        return change(key, fence, "X", Duration.ZERO, stored);
    }

    /** Removes nothing: Redis removes expired entries itself. */
    @Override
    public int purge(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, was " + limit);
        }
        return 0;
    }

    /** Closes the connection, and the client if the store created it. */
    @Override
    public void close() {
        link.close();
    }

    @Override
    public String toString() {
        return "RedisSeenStore[retention " + retention + "]";
    }
}
