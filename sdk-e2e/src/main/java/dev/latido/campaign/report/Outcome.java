package dev.latido.campaign.report;

import java.util.Locale;

/** How a cell ended, in one word. */
enum Outcome {
    /** Every invariant held. */
    HELD("every invariant held, and nothing was admitted"),
    /** Every invariant held, and some loss or repetition was admitted beforehand. */
    ADMITTED("every invariant held; what may be lost or repeated was stated before the run"),
    /** An invariant broke. */
    BROKEN("an invariant broke"),
    /** A control that lost or repeated messages, as it must. */
    CONTROL("code without Latido, which lost or repeated messages, as it must"),
    /** A control that showed nothing, so that the harness's zeros prove nothing. */
    BLIND("a control that showed no loss, so the zeros of the other cells prove nothing");

    private final String meaning;

    Outcome(String meaning) {
        this.meaning = meaning;
    }

    static Outcome of(CellResult cell) {
        if (cell.kind() == Kind.CONTROL) {
            return cell.green() ? CONTROL : BLIND;
        }
        if (!cell.green()) {
            return BROKEN;
        }
        return cell.admits().isBlank() ? HELD : ADMITTED;
    }

    /** The word to show. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The rest of the sentence for a legend. */
    String meaning() {
        return meaning;
    }
}
