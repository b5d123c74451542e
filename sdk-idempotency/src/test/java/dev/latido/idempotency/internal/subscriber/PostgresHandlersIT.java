package dev.latido.idempotency.internal.subscriber;

import dev.latido.idempotency.TransactionalHandler;
import dev.latido.testkit.database.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

class PostgresHandlersIT extends HandlersDatabase {

    private @Nullable PostgresServer server;

    @Override
    String start() {
        PostgresServer started =
                PostgresServer.builder().setting("deadlock_timeout", "50ms").start();
        server = started;
        return started.jdbcUrl();
    }

    @Override
    List<String> tables() {
        return List.of(
                "create role tenant",
                "create schema other",
                "create table other.latido_seen (like public.latido_seen including all)",
                "create table late_children (id varchar(64),"
                        + " parent varchar(64) references parents (id) deferrable initially deferred)",
                "create table late_rows (nr serial, name varchar(20) unique deferrable initially deferred)",
                "insert into late_rows (name) values ('taken')");
    }

    @Override
    String generatedColumns() {
        return "nr serial, made_at timestamp default clock_timestamp(), token uuid default gen_random_uuid()";
    }

    @Override
    void kill(Connection connection) throws SQLException {
        run(connection, "select pg_terminate_backend(pg_backend_pid())");
    }

    @Override
    List<String> tablesOfChildren() {
        return List.of("children", "late_children");
    }

    @Override
    List<String> violations() {
        List<String> violations = new ArrayList<>(super.violations());
        violations.add("insert into late_rows (name) values ('taken')");
        violations.add("do $$ begin insert into strict_rows (name, v, n) values ('taken', 'x', 1); end $$");
        return violations;
    }

    @Override
    List<String> schemaChanges() {
        return List.of(
                "set search_path to other",
                "set local search_path to other",
                "select set_config('search_path', 'other', false)",
                "select set_config('search_path', 'other', true)",
                "set schema 'other'",
                "update pg_settings set setting = 'other' where name = 'search_path'");
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    List<TransactionalHandler<String, Connection>> breakers() {
        return List.of(
                (message, transaction) -> run(transaction, "select pg_terminate_backend(pg_backend_pid())"),
                (message, transaction) -> {
                    try {
                        run(transaction, "select pg_terminate_backend(pg_backend_pid())");
                    } catch (SQLException e) {
                        // Ignored, as faulty handlers do.
                    }
                },
                (message, transaction) -> {
                    run(transaction, "set local idle_in_transaction_session_timeout = '20ms'");
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                },
                (message, transaction) -> {
                    run(transaction, "set local idle_in_transaction_session_timeout = '20ms'");
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
                    bill(message, transaction);
                });
    }

    @Override
    List<String> sessionChanges() {
        return List.of(
                "set role tenant ;; reset role ;; set role pg_monitor",
                "set session authorization tenant",
                "select set_config('search_path', 'other', false)",
                "set search_path to other",
                "set search_path = other, public",
                "set statement_timeout = '77s'",
                "/* /* why */ */ set -- what\n statement_timeout = '77s'",
                "update pg_settings set setting = '77000' where name = 'statement_timeout'",
                "select E'it\\'s', $x$ ' $x$, ''; set statement_timeout = '77s'",
                "set local.tenant = 'acme'",
                "select \"pg_catalog\".\"set_config\"('app.tenant', 'acme', false)",
                "select U&\"set\\005fconfig\"('app.tenant', 'acme', false)",
                "with x as (select set_config('app.tenant', 'acme', false)) insert into hits select 3, length(max(x::text)) from x",
                "explain analyze create temp table leak as select 1",
                "declare leak cursor with hold for select 1",
                "create temporary table bills_of_today (id int)",
                "create temp table latido_seen (id int)",
                "select 1 as one into temp table from_select",
                "do $$ begin perform set_config('app.tenant', 'acme', false); end $$",
                "select set_config('app.tenant', 'acme', false)",
                "prepare leak as select 1",
                "listen leak",
                "select pg_advisory_lock(7)");
    }

    @Override
    String sessionQuery() {
        return "select current_user || session_user || current_setting('search_path')"
                + " || current_setting('statement_timeout') || coalesce(current_setting('app.tenant', true), '-')"
                + " || (select count(*) from pg_class where relpersistence = 't')"
                + " || (select count(*) from pg_prepared_statements where name = 'leak')"
                + " || (select count(*) from pg_listening_channels())"
                + " || (select count(*) from pg_cursors where name = 'leak')"
                + " || coalesce(current_setting('local.tenant', true), '-')"
                + " || (select count(*) from pg_locks where locktype = 'advisory')";
    }

    @Override
    String sessionNumber() {
        return "select pg_backend_pid()";
    }
}
