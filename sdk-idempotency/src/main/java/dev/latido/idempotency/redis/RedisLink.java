package dev.latido.idempotency.redis;

import dev.latido.idempotency.SeenStoreException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The connection to Redis. The commands of all threads are sent on it without waiting for each other. Thread-safe. */
final class RedisLink implements AutoCloseable {

    private static final int SECONDS = 10;

    private final RedisScriptingAsyncCommands<String, String> commands;
    private final Runnable onClose;
    private final Map<Script, String> digests = new EnumMap<>(Script.class);
    private final AtomicBoolean closed = new AtomicBoolean();

    RedisLink(RedisScriptingAsyncCommands<String, String> commands, Runnable onClose) {
        this.commands = commands;
        this.onClose = onClose;
        for (Script script : Script.values()) {
            digests.put(script, commands.digest(script.text()));
        }
    }

    /** Runs a script by its digest, or by its text if Redis has restarted and no longer knows the digest. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // The type of Lettuce's method
    <T> T run(Script script, ScriptOutputType type, String[] keys, String... arguments) {
        String digest = Objects.requireNonNull(digests.get(script), "every script has a digest");
        try {
            try {
                return answer(commands.evalsha(digest, type, keys, arguments));
            } catch (RedisNoScriptException e) {
                return answer(commands.eval(script.text(), type, keys, arguments));
            }
        } catch (RedisException e) {
            throw new SeenStoreException("the seen-store's Redis failed: " + e.getMessage(), e);
        }
    }

    private static <T> T answer(RedisFuture<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RedisException cause ? cause : new RedisException(e.getCause());
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new SeenStoreException("the seen-store's Redis did not answer within " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new SeenStoreException("interrupted while waiting for the seen-store's Redis", e);
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }
}
