package dev.latido.idempotency.jdbc;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL's driver knows of a transaction from the server's last answer, which says after each statement whether
 * the transaction has failed (ReadyForQuery). The driver has it in a public method, but not in its API, so it is looked
 * for by name: where it is not found, nothing is known, and the server is to be asked.
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

    /** For connections like this one; null if their driver does not tell. */
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
     * Whether it sends the statements of a text together, a commit among them. With its option {@code autosave} it would
     * look for its own savepoint on the wrong side of that commit.
     */
    boolean sendsTogether() {
        return sendsTogether;
    }

    /** Whether it is certain that a transaction is open and no statement has failed that was not rolled back. */
    boolean isOpen(Connection transaction) {
        return OPEN.equals(state(transaction));
    }

    /** Whether it is certain that no transaction is open. */
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
