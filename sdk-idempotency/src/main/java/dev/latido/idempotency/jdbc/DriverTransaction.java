package dev.latido.idempotency.jdbc;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a transaction as PostgreSQL's driver knows it from the server's last answer, which reports after each
 * statement whether the transaction has failed (ReadyForQuery). The driver has a public method for the state, but not
 * in its API. The method is therefore looked up by name. If it does not exist, the state is unknown, and the server
 * must be asked. Immutable.
 */
final class DriverTransaction {

    private static final String DRIVER = "org.postgresql.core.BaseConnection";
    private static final String STATE = "getTransactionState";
    private static final String OPEN = "OPEN";
    private static final String IDLE = "IDLE";

    private static final String SAVEPOINTS = "getAutosave";
    private static final String NONE = "NEVER";

    private final Class<?> driver;
    private final Method state;
    private final boolean sendsTogether;

    private DriverTransaction(Class<?> driver, Method state, boolean sendsTogether) {
        this.driver = driver;
        this.state = state;
        this.sendsTogether = sendsTogether;
    }

    /** Returns the access to connections like this one; null if their driver does not tell. */
    static @Nullable DriverTransaction of(Connection connection) {
        return Stream.of(
                        connection.getClass().getClassLoader(),
                        DriverTransaction.class.getClassLoader(),
                        Thread.currentThread().getContextClassLoader())
                .map(loader -> in(loader, connection))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable DriverTransaction in(@Nullable ClassLoader loader, Connection connection) {
        try {
            Class<?> driver = Class.forName(DRIVER, false, loader);
            if (!connection.isWrapperFor(driver)) {
                return null;
            }
            Object savepoints = driver.getMethod(SAVEPOINTS).invoke(connection.unwrap(driver));
            return new DriverTransaction(driver, driver.getMethod(STATE), NONE.equals(String.valueOf(savepoints)));
        } catch (ReflectiveOperationException | LinkageError | SQLException e) {
            return null;
        }
    }

    /**
     * Returns whether the driver can send several statements together, including a commit. With its option {@code
     * autosave} it cannot, because it would look for its own savepoint after that commit.
     */
    boolean sendsTogether() {
        return sendsTogether;
    }

    /** Returns whether it is certain that a transaction is open and has not failed. */
    boolean isOpen(Connection transaction) {
        return OPEN.equals(state(transaction));
    }

    /** Returns whether it is certain that no transaction is open. */
    boolean isIdle(Connection transaction) {
        return IDLE.equals(state(transaction));
    }

    private @Nullable String state(Connection transaction) {
        try {
            return String.valueOf(state.invoke(transaction.unwrap(driver)));
        } catch (ReflectiveOperationException | SQLException e) {
            return null;
        }
    }
}
