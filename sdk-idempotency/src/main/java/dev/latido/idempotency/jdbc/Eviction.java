package dev.latido.idempotency.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection out of the hands of its next user, because it is broken or its session is not as the pool has set
 * it up. The pool replaces it by a new one.
 */
final class Eviction {

    private static final Logger log = LoggerFactory.getLogger(Eviction.class);

    /** The method of HikariCP's data source. */
    private static final String EVICT = "evictConnection";

    private Eviction() {}

    /** Ends a connection for good. The caller closes it afterwards, so that the pool gets it back. */
    static void of(DataSource pool, Connection connection) {
        if (!byPool(pool, connection)) {
            end(connection);
        }
    }

    private static boolean byPool(DataSource pool, Connection connection) {
        try {
            pool.getClass().getMethod(EVICT, Connection.class).invoke(pool, connection);
            return true;
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }

    /** Ends the connection under the pool's own, and lets the pool see that it no longer works. */
    @SuppressWarnings("ReferenceEquality") // A connection that wraps none unwraps to itself.
    private static void end(Connection connection) {
        try {
            connection.abort(Runnable::run);
            Connection driver = connection.unwrap(Connection.class);
            if (!driver.equals(connection) && !driver.isClosed()) {
                driver.close();
            }
            connection.setAutoCommit(true);
        } catch (SQLException | RuntimeException e) {
            log.debug("a connection was ended", e);
        }
    }
}
