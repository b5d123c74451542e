package dev.latido.campaign.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The cells by the parts of their names: broker, store, and single or group; a fourth part names a variant of the cell. */
final class Matrix {

    private static final int PARTS = 3;

    private final Map<String, Map<String, Map<String, Slot>>> brokers = new LinkedHashMap<>();
    private final SortedSet<String> consumers = new TreeSet<>((one, other) ->
            one.equals(other) ? 0 : "single".equals(one) ? -1 : "single".equals(other) ? 1 : one.compareTo(other));

    /** One field of the matrix: the cells that ran there, and those that did not. */
    record Slot(List<Entry> ran, List<NotRun> notRun) {}

    Matrix(List<Entry> entries, List<NotRun> notRun) {
        for (Entry entry : entries) {
            if (!entry.isControl() && isCell(entry.cell().name())) {
                slot(entry.cell().name()).ran().add(entry);
            }
        }
        for (NotRun cell : notRun) {
            if (!cell.cell().startsWith("control/") && isCell(cell.cell())) {
                slot(cell.cell()).notRun().add(cell);
            }
        }
    }

    private static boolean isCell(String name) {
        return name.split("/", -1).length >= PARTS && !name.contains("*");
    }

    /** Returns the part of a name after broker, store and consumers; empty for the plain cell. */
    static String variant(String name) {
        String[] parts = name.split("/", PARTS + 1);
        return parts.length > PARTS ? parts[PARTS] : "";
    }

    private Slot slot(String name) {
        String[] parts = name.split("/", PARTS + 1);
        consumers.add(parts[2]);
        return brokers.computeIfAbsent(parts[0], broker -> new LinkedHashMap<>())
                .computeIfAbsent(parts[1], store -> new LinkedHashMap<>())
                .computeIfAbsent(parts[2], group -> new Slot(new ArrayList<>(), new ArrayList<>()));
    }

    boolean isEmpty() {
        return brokers.isEmpty();
    }

    /** Returns the columns: single first, then the groups. */
    List<String> consumers() {
        return List.copyOf(consumers);
    }

    List<String> brokers() {
        return List.copyOf(brokers.keySet());
    }

    List<String> stores(String broker) {
        return List.copyOf(brokers.getOrDefault(broker, Map.of()).keySet());
    }

    Slot at(String broker, String store, String group) {
        Slot slot = brokers.getOrDefault(broker, Map.of())
                .getOrDefault(store, Map.of())
                .get(group);
        return slot == null ? new Slot(List.of(), List.of()) : slot;
    }
}
