package dev.latido.campaign.report;

import java.util.ArrayList;
import java.util.List;

/** The losses, unexpected effects and extra effects of a cell in words. */
final class Measured {

    private Measured() {}

    /** Returns them with shares, such as {@code 12 lost of 4,000 stored (0.30 %), 3 extra effects}. */
    static String sentence(CellResult cell) {
        List<String> parts = new ArrayList<>();
        if (cell.lost() != 0) {
            parts.add(Figures.count(cell.lost()) + " lost of " + Figures.count(cell.stored()) + " stored ("
                    + Figures.share(cell.lost(), cell.stored()) + ")");
        }
        if (cell.unexpected() != 0) {
            parts.add(Figures.count(cell.unexpected()) + " unexpected");
        }
        if (cell.extra() != 0) {
            parts.add(Figures.counted(cell.extra(), "extra effect") + " for " + Figures.count(cell.messages())
                    + " messages (" + Figures.share(cell.extra(), cell.messages()) + ")");
        }
        if (cell.heldBack() != 0) {
            parts.add(Figures.count(cell.heldBack()) + " held back by the broker until a new connection");
        }
        return parts.isEmpty() ? "0 lost, 0 unexpected, 0 extra" : String.join(", ", parts);
    }

    /** Returns them without shares, such as {@code 12 lost, 3 extra}. */
    static String brief(CellResult cell) {
        String brief = Figures.count(cell.lost()) + " lost, " + Figures.count(cell.extra()) + " extra";
        return cell.unexpected() == 0 ? brief : brief + ", " + Figures.count(cell.unexpected()) + " unexpected";
    }

    /** Returns the sums of several cells. */
    static String sum(List<Entry> entries) {
        return Column.LOST.of(entries) + " lost, " + Column.UNEXPECTED.of(entries) + " unexpected, "
                + Column.EXTRA.of(entries) + " extra";
    }
}
