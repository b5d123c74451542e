package dev.latido.idempotency.jdbc;

import dev.latido.idempotency.DeadLetter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What distinguishes the dead letter of one message from that of another one with the same id. Of a payload that is
 * divided into rows, this is the first part.
 */
final class LetterContent {

    private final String topic;
    private final byte[] payload;
    private final String userProperties;

    private LetterContent(String topic, byte[] payload, String userProperties) {
        this.topic = topic;
        this.payload = payload;
        this.userProperties = userProperties;
    }

    /** Reads the dead letter of a mark; returns null if there is none. */
    static @Nullable LetterContent of(Connection transaction, String group, String markedAs) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("select topic, payload, user_properties from "
                + JdbcDeadLetters.NAME + " where consumer_group = ? and marked_as = ?")) {
            statement.setString(1, group);
            statement.setString(2, markedAs);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new LetterContent(row.getString(1), row.getBytes(2), row.getString(3)) : null;
            }
        }
    }

    /** Returns whether a dead letter is there without a mark, beside that of another message with the same id. */
    static boolean isBeside(Connection transaction, DeadLetter letter) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("select topic, payload, user_properties from "
                + JdbcDeadLetters.NAME + " where consumer_group = ? and marked_as is null")) {
            statement.setString(1, letter.group());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (new LetterContent(rows.getString(1), rows.getBytes(2), rows.getString(3)).isOf(letter)) {
                        return true;
                    }
                }
                return false;
            }
        }
    }

    /** Returns whether this is the content of a dead letter. */
    boolean isOf(DeadLetter letter) {
        byte[] whole = letter.payload();
        boolean divided = payload.length < whole.length && payload.length == LetterParts.SIZE;
        boolean samePayload =
                divided ? Arrays.mismatch(payload, whole) == payload.length : Arrays.equals(payload, whole);
        return samePayload
                && topic.equals(JdbcDeadLetters.storable(letter.topic().toString()))
                && userProperties.equals(PropertyList.json(letter.userProperties()));
    }
}
