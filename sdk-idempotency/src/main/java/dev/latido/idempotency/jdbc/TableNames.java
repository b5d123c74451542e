package dev.latido.idempotency.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The names of the seen-store's table and of its fences, with their schema: a handler that changes the schema of its
 * connection must not have its message marked in another table. Immutable.
 *
 * @param seen the table
 * @param fence the source of the fences
 */
record TableNames(String seen, String fence) {

    private static final String SEEN = "latido_seen";
    private static final String FENCE = "latido_seen_fence";

    /** Returns the names in the schema in which the connection finds the table, or would create it. */
    static TableNames in(Connection connection, SeenDialect dialect) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(dialect.schemaQuery())) {
            String schema = row.next() ? row.getString(1) : null;
            if (schema == null || schema.isEmpty()) {
                return new TableNames(SEEN, FENCE);
            }
            String quoted = dialect.quoted(schema) + ".";
            return new TableNames(quoted + SEEN, quoted + FENCE);
        }
    }
}
