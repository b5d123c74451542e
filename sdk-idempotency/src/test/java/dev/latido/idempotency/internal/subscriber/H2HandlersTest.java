package dev.latido.idempotency.internal.subscriber;

import dev.latido.idempotency.TransactionalHandler;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.h2.jdbc.JdbcConnection;

class H2HandlersTest extends HandlersDatabase {

    @Override
    String start() {
        return "jdbc:h2:mem:handlers-" + System.nanoTime() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=200";
    }

    @Override
    List<String> tables() {
        return List.of("create schema other", "create table other.latido_seen as select * from latido_seen");
    }

    @Override
    List<TransactionalHandler<String, Connection>> breakers() {
        return List.of(
                (message, transaction) -> run(transaction, "select abort_session(session_id())"),
                (message, transaction) -> {
                    try {
                        run(transaction, "select abort_session(session_id())");
                        run(transaction, "select 1");
                    } catch (SQLException e) {
                        // Ignored, as faulty handlers do.
                    }
                },
                (message, transaction) ->
                        transaction.unwrap(JdbcConnection.class).close());
    }

    @Override
    List<String> sessionChanges() {
        return List.of(
                "set schema other",
                "set @tenant = 'acme'",
                "select set(@tenant, 'acme')",
                "set lock_timeout 77",
                "set query_timeout 77000",
                "create local temporary table leak (id int) not persistent");
    }

    @Override
    String sessionQuery() {
        return "select schema() || coalesce(@tenant, '-') || lock_timeout()"
                + " || (select count(*) from information_schema.tables where table_name = 'LEAK')"
                + " || (select count(*) from information_schema.session_state where state_key like '%TIMEOUT%')";
    }
}
