package dev.latido.campaign.report;

import java.util.List;
import java.util.function.LongBinaryOperator;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** A figure that every cell has. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are method references and lambdas without state
enum Column {
    MESSAGES("messages", "attempted by the producers", CellResult::messages),
    STORED("stored", "confirmed to the producers as stored", CellResult::stored),
    DELIVERED("delivered", "deliveries that reached a subscriber", CellResult::delivered),
    LOST("lost", "stored, but without an effect", CellResult::lost),
    UNEXPECTED("unexpected", "effects of messages that were never attempted", CellResult::unexpected),
    EXTRA("extra", "effects beyond the first of a message", CellResult::extra),
    RECOVERED("recovered", "attempted, never confirmed as stored, and took effect", CellResult::recovered),
    HELD_BACK("held back", "arrived only after the subscribers had reconnected", CellResult::heldBack),
    SUPPRESSED(
            "duplicates suppressed",
            "deliveries without an effect, because an earlier one had it",
            CellResult::suppressed),
    FAULTS("faults", "injected, of every kind", Column::faults),
    RECOVERY(
            "longest recovery",
            "from a fault to the next effect",
            cell -> faults(cell) == 0 ? -1 : cell.longestRecovery().toMillis(),
            milliseconds -> milliseconds < 0 ? Figures.NONE : Figures.seconds(milliseconds),
            Math::max),
    HEAP(
            "peak heap",
            "the largest of any process under test",
            CellResult::peakHeapBytes,
            Figures::mebibytes,
            Math::max),
    IN_FLIGHT(
            "peak in-flight",
            "messages in flight at the same time",
            CellResult::peakInFlight,
            Figures::count,
            Math::max);

    private final String heading;
    private final String meaning;
    private final ToLongFunction<CellResult> value;
    private final LongFunction<String> format;
    private final LongBinaryOperator total;

    Column(String heading, String meaning, ToLongFunction<CellResult> value) {
        this(heading, meaning, value, Figures::count, Long::sum);
    }

    Column(
            String heading,
            String meaning,
            ToLongFunction<CellResult> value,
            LongFunction<String> format,
            LongBinaryOperator total) {
        this.heading = heading;
        this.meaning = meaning;
        this.value = value;
        this.format = format;
        this.total = total;
    }

    String heading() {
        return heading;
    }

    String meaning() {
        return meaning;
    }

    String of(CellResult cell) {
        return format.apply(value.applyAsLong(cell));
    }

    /** Returns the sum over the cells or, for a peak, the largest value. */
    String of(List<Entry> entries) {
        return format.apply(entries.stream()
                .mapToLong(entry -> value.applyAsLong(entry.cell()))
                .reduce(total)
                .orElse(0));
    }

    /** Returns whether the figure needs attention: a loss, a message held back, an unexpected or an extra effect. */
    boolean alarming(CellResult cell) {
        return (this == LOST || this == UNEXPECTED || this == EXTRA || this == HELD_BACK)
                && value.applyAsLong(cell) != 0;
    }

    static long faults(CellResult cell) {
        return cell.faults().values().stream().mapToLong(Long::longValue).sum();
    }
}
