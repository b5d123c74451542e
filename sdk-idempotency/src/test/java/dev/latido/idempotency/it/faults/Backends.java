package dev.latido.idempotency.it.faults;

import dev.latido.idempotency.jdbc.JdbcSeenStore;
import dev.latido.idempotency.redis.RedisSeenStore;
import dev.latido.testkit.database.PostgresServer;
import dev.latido.testkit.database.RedisServer;
import javax.sql.DataSource;

/**
 * The servers behind the consumers, and what all consumers share of them.
 *
 * @param database a pool to PostgreSQL
 * @param redis with persistence, as its seen-store demands
 */
public record Backends(
        PostgresServer postgres,
        DataSource database,
        JdbcSeenStore inPostgres,
        RedisServer redis,
        RedisSeenStore inRedis) {}
