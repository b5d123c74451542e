package dev.latido.idempotency.jdbc;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * The payloads on MariaDB and MySQL that are larger than one statement may be ({@code max_allowed_packet}, 1 MiB at the
 * least that is usual). The row of a dead letter has the first part, a table has the others.
 */
final class LetterParts {

    static final String NAME = "latido_dead_letter_part";

    /** The size of all parts but the last. Drivers write up to two characters for a byte. */
    static final int SIZE = 256 * 1_024;

    private LetterParts() {}

    /** Returns the first part of a payload. */
    static byte[] first(byte[] payload) {
        return payload.length <= SIZE ? payload : Arrays.copyOf(payload, SIZE);
    }

    /** Inserts the other parts of a payload, if it has any. */
    static void insertOthers(Connection transaction, long letter, byte[] payload) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("insert into " + NAME + " (letter, part, payload) values (?, ?, ?)")) {
            for (int from = SIZE; from < payload.length; from += SIZE) {
                statement.setLong(1, letter);
                statement.setInt(2, from / SIZE);
                statement.setBytes(3, Arrays.copyOfRange(payload, from, Math.min(payload.length, from + SIZE)));
                statement.executeUpdate();
            }
        }
    }

    /** Returns the whole payload of a dead letter. */
    static byte[] whole(Connection transaction, long letter, byte[] first) throws SQLException {
        if (first.length < SIZE) {
            return first;
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(first);
        try (PreparedStatement statement =
                transaction.prepareStatement("select payload from " + NAME + " where letter = ? order by part")) {
            statement.setLong(1, letter);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    whole.writeBytes(row.getBytes(1));
                }
            }
        }
        return whole.toByteArray();
    }
}
