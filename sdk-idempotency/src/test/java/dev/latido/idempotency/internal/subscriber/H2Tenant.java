package dev.latido.idempotency.internal.subscriber;

import java.sql.Connection;
import java.sql.SQLException;

/** A function for H2, which reads a variable of the session. */
public final class H2Tenant {

    private H2Tenant() {}

    /** Returns the variable. */
    public static String of(Connection connection) throws SQLException {
        return OnDatabase.value(connection, "select @tenant");
    }
}
