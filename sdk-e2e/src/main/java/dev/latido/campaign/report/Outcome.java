package dev.latido.campaign.report;

import java.util.Locale;

/** The outcome of a cell, in one word. */
enum Outcome {
    /** Every invariant held. */
    HELD("every invariant held, and nothing was admitted"),
    /** Every invariant held, and some loss or repetition was admitted beforehand. */
    ADMITTED("every invariant held; what may be lost or repeated was stated before the run"),
    /** An invariant broke. */
    BROKEN("an invariant broke"),
    /** A control that lost or repeated messages, as it must. */
    CONTROL("code without Latido, which lost or repeated messages, as it must"),
    /** A control that showed no loss, so that the zeros of the other cells prove nothing. */
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

    /** Returns the word to show. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the explanation for a legend. */
    String meaning() {
        return meaning;
    }
}
