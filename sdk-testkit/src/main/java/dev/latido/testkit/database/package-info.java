/**
 * Real databases for tests, without installation and without Docker.
 *
 * <p>Entry: {@link dev.latido.testkit.database.PostgresServer} and {@link dev.latido.testkit.database.RedisServer}. Each
 * server is a process with its own port and directory. The programs are in optional dependencies.
 *
 * <p>Threads: servers are thread-safe, builders are not.
 */
@NullMarked
package dev.latido.testkit.database;

import org.jspecify.annotations.NullMarked;
