package dev.latido.idempotency.it.faults;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** How often each message took effect: in the database, or outside where no transaction reaches. */
final class Effects {

    private final DataSource database;
    private final String run;
    private final Map<String, Integer> outside = new ConcurrentHashMap<>();
    private final Map<String, Integer> committed = new ConcurrentHashMap<>();

    Effects(DataSource database, String run) {
        this.database = database;
        this.run = run;
    }

    void outside(String id) {
        outside.merge(id, 1, Integer::sum);
    }

    /** In the database, but not together with the mark. */
    void alone(String id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            inside(connection, id);
        }
    }

    /** A store has answered that the message is done. */
    void committed(String id) {
        committed.merge(id, 1, Integer::sum);
    }

    /** Messages that took effect although a store had answered before that they are done, and were committed again. */
    long afterCommit() {
        return committed.values().stream().filter(times -> times > 1).count();
    }

    void inside(Connection transaction, String id) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("insert into effect (run, id) values (?, ?)")) {
            insert.setString(1, run);
            insert.setString(2, id);
            insert.executeUpdate();
        }
    }

    Map<String, Integer> counts() throws SQLException {
        Map<String, Integer> counts = new HashMap<>(outside);
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("select id, count(*) from effect where run = ? group by id")) {
            select.setString(1, run);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    counts.merge(rows.getString(1), rows.getInt(2), Integer::sum);
                }
            }
        }
        return counts;
    }
}
