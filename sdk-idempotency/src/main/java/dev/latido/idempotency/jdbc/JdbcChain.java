package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.MessageKey;
import dev.latido.idempotency.TransactionalSeenStore.Chain;
import dev.latido.idempotency.TransactionalSeenStore.Mark;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Transactions that follow each other on one connection. */
final class JdbcChain implements Chain<Connection> {

    private final JdbcSeenStore store;
    private final SeenTable table;
    private final Duration retention;
    private Connection connection;
    private GuardedConnection guard;
    private Mark mark;

    JdbcChain(JdbcSeenStore store, SeenTable table, Duration retention, MessageKey first) {
        this.store = store;
        this.table = table;
        this.retention = retention;
        this.connection = store.open();
        this.guard = new GuardedConnection(connection);
        try {
            this.mark = table.marks().mark(guard.proxy(), first, retention);
        } catch (SQLException e) {
            abandon(e);
            throw JdbcSeenStore.unreachable(e);
        } catch (RuntimeException | Error e) {
            abandon(e);
            throw e;
        }
    }

    @Override
    public Mark mark() {
        return mark;
    }

    @Override
    public Connection transaction() {
        return guard.proxy();
    }

    @Override
    public void commitAndBegin(MessageKey next) {
        checkIntact();
        boolean altered = guard.end();
        try {
            if (altered) {
                // What the handler has set on the connection is not for the next: the pool undoes it.
                end();
                connection = store.open();
            } else if (table.marks().joinCommits()) {
                guard = new GuardedConnection(connection);
                guard.executing();
                // Whatever fails here, it is open which of the two: the subscriber tries the first one again, alone.
                mark = table.marks().commitAndMark(connection, next, retention);
                return;
            } else {
                commitOnly();
            }
            guard = new GuardedConnection(connection);
            mark = table.marks().mark(guard.proxy(), next, retention);
        } catch (SQLException e) {
            abandon(e);
            throw JdbcSeenStore.unreachable(e);
        } catch (RuntimeException | Error e) {
            abandon(e);
            throw e;
        }
    }

    private void commitOnly() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw JdbcSeenStore.notCommitted(e);
        }
    }

    @Override
    public void commit() {
        checkIntact();
        guard.end();
        try {
            end();
        } catch (SQLException e) {
            throw JdbcSeenStore.unreachable(e);
        }
    }

    @Override
    public void rollBack() {
        guard.end();
        giveUp(new SQLException("rolled back"));
    }

    private void checkIntact() {
        try {
            table.checkIntact(guard);
        } catch (SQLException e) {
            abandon(e);
            throw JdbcSeenStore.unreachable(e);
        } catch (RuntimeException | Error e) {
            giveUp(e);
            throw e;
        }
    }

    private void giveUp(Throwable reason) {
        if (!abandon(reason)) {
            throw JdbcSeenStore.broken(reason);
        }
    }

    private void end() throws SQLException {
        try (Connection committed = connection) {
            JdbcSeenStore.commit(committed);
        }
    }

    /** Rolls back, whatever of that still works, and gives the connection back; says whether it still works. */
    private boolean abandon(Throwable reason) {
        try (Connection left = connection) {
            return JdbcSeenStore.rollBack(left, reason);
        } catch (SQLException e) {
            reason.addSuppressed(e);
            return false;
        }
    }
}
