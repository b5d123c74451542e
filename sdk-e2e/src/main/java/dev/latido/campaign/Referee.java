package dev.latido.campaign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares the log of the producers with the table of the database, in the terms of Jepsen's total queue. It knows nothing
 * of Latido: it reads a file, a table, and numbers.
 */
final class Referee {

    /** Maximum number of messages that a finding names. */
    private static final int NAMED = 10;

    private final Path log;
    private final String cell;

    Referee(Path log, String cell) {
        this.log = log;
        this.cell = cell;
    }

    /**
     * The findings.
     *
     * @param attempted numbers that a producer was about to publish
     * @param stored numbers that were confirmed to it as stored
     * @param effects rows
     * @param lost stored, without an effect
     * @param unexpected effects of numbers that were never attempted
     * @param extra effects of a number beyond its first
     * @param recovered attempted, never confirmed as stored, and with an effect
     * @param named the first numbers lost, unexpected and extra
     */
    record Findings(
            long attempted,
            long stored,
            long effects,
            long lost,
            long unexpected,
            long extra,
            long recovered,
            Map<String, List<Integer>> named) {}

    /** Compares the present log and table. */
    Findings judge(Connection database) throws SQLException, IOException {
        BitSet attempted = new BitSet();
        BitSet stored = new BitSet();
        for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
            if (line.startsWith("a ")) {
                attempted.set(Integer.parseInt(line.substring(2)));
            } else if (line.startsWith("s ")) {
                stored.set(Integer.parseInt(line.substring(2)));
            }
        }
        BitSet effective = new BitSet();
        long effects = 0;
        BitSet repeated = new BitSet();
        try (PreparedStatement select =
                database.prepareStatement("select number, count(*) from effect where cell = ? group by number")) {
            select.setString(1, cell);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    effective.set(rows.getInt(1));
                    effects += rows.getLong(2);
                    repeated.set(rows.getInt(1), rows.getLong(2) > 1);
                }
            }
        }
        BitSet lost = without(stored, effective);
        BitSet unexpected = without(effective, attempted);
        BitSet recovered = without(effective, stored);
        recovered.and(attempted);
        Map<String, List<Integer>> named = new TreeMap<>();
        named.put("lost", first(lost));
        named.put("unexpected", first(unexpected));
        named.put("extra", first(repeated));
        return new Findings(
                attempted.cardinality(),
                stored.cardinality(),
                effects,
                lost.cardinality(),
                unexpected.cardinality(),
                effects - effective.cardinality(),
                recovered.cardinality(),
                named);
    }

    private static BitSet without(BitSet all, BitSet some) {
        BitSet rest = (BitSet) all.clone();
        rest.andNot(some);
        return rest;
    }

    private static List<Integer> first(BitSet numbers) {
        List<Integer> first = new ArrayList<>();
        numbers.stream().limit(NAMED).forEach(first::add);
        return first;
    }
}
