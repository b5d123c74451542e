package dev.latido.testkit.proxy;

import dev.latido.testkit.proxy.FaultAction.Argument;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;

/**
 * A fault for one packet. Immutable and thread-safe. {@link #text()} and {@link #parse} convert it to one or two words
 * and back. {@link RuleStep} offers the same faults by name and describes their effect on the wire.
 *
 * @param action an action for which {@link FaultAction#isFault()} is true
 * @param number packets for {@link FaultAction#HOLD}, the reason code for {@link FaultAction#ANSWER}, else 0
 * @param duration for {@link FaultAction#HOLD_FOR} and {@link FaultAction#DELAY}, else zero
 */
public record Fault(FaultAction action, int number, Duration duration) {

    /**
     * Checks that the action is a fault and that the other two fit it.
     *
     * @param action an action for which {@link FaultAction#isFault()} is true
     * @param number packets for {@link FaultAction#HOLD}, the reason code for {@link FaultAction#ANSWER}, else 0
     * @param duration for {@link FaultAction#HOLD_FOR} and {@link FaultAction#DELAY}, else zero
     */
    public Fault {
        Objects.requireNonNull(action, "action must not be null");
        Objects.requireNonNull(duration, "duration must not be null");
        if (!action.isFault()) {
            throw new IllegalArgumentException(action + " is an event, not a fault");
        }
        if (action == FaultAction.HOLD && number < 1) {
            throw new IllegalArgumentException("packets must be at least 1: " + number);
        }
        if (action == FaultAction.ANSWER && (number < 0 || number > 255)) {
            throw new IllegalArgumentException("reason code must be 0 to 255: " + number);
        }
        if (action.argument() != Argument.NUMBER && number != 0) {
            throw new IllegalArgumentException(action + " takes no number: " + number);
        }
        if (action.argument() == Argument.DURATION ? duration.isNegative() || duration.isZero() : !duration.isZero()) {
            throw new IllegalArgumentException("bad duration for " + action + ": " + duration);
        }
    }

    /**
     * Returns a fault without an argument.
     *
     * @param action any but HOLD, HOLD_FOR, DELAY and ANSWER
     * @return the fault
     * @throws IllegalArgumentException when the action is an event or needs an argument
     */
    public static Fault of(FaultAction action) {
        Objects.requireNonNull(action, "action must not be null");
        if (action.argument() == Argument.NUMBER || action.argument() == Argument.DURATION) {
            throw new IllegalArgumentException(action + " needs an argument");
        }
        return new Fault(action, 0, Duration.ZERO);
    }

    /**
     * Returns the fault that holds this packet until packets of the same type have overtaken it.
     *
     * @param packets the number of packets, at least 1
     * @return the fault
     */
    public static Fault hold(int packets) {
        return new Fault(FaultAction.HOLD, packets, Duration.ZERO);
    }

    /**
     * Returns the fault that holds this packet for a time while others pass.
     *
     * @param time more than zero
     * @return the fault
     */
    public static Fault holdFor(Duration time) {
        return new Fault(FaultAction.HOLD_FOR, 0, time);
    }

    /**
     * Returns the fault that delays this packet and all packets after it.
     *
     * @param time more than zero
     * @return the fault
     */
    public static Fault delay(Duration time) {
        return new Fault(FaultAction.DELAY, 0, time);
    }

    /**
     * Returns the fault that answers in the receiver's place.
     *
     * @param reasonCode 0 to 255, as in the MQTT specification: 0x87 is "not authorized" in MQTT 5
     * @return the fault
     */
    public static Fault answer(int reasonCode) {
        return new Fault(FaultAction.ANSWER, reasonCode, Duration.ZERO);
    }

    /**
     * Returns the text form: {@code DROP}, {@code HOLD 3}, {@code DELAY PT0.5S}, {@code ANSWER 135}.
     *
     * @return text that {@link #parse} reads
     */
    public String text() {
        return switch (action.argument()) {
            case NUMBER -> action + " " + number;
            case DURATION -> action + " " + duration;
            case NONE, EVENT -> action.toString();
        };
    }

    /**
     * Reads the text form.
     *
     * @param text as returned by {@link #text()}, in upper or lower case
     * @return the fault
     * @throws IllegalArgumentException if it is not a fault
     */
    public static Fault parse(String text) {
        Objects.requireNonNull(text, "text must not be null");
        String trimmed = text.trim().toUpperCase(Locale.ROOT);
        int space = trimmed.indexOf(' ');
        String name = space < 0 ? trimmed : trimmed.substring(0, space);
        String argument = space < 0 ? "" : trimmed.substring(space + 1).trim();
        try {
            FaultAction action = FaultAction.valueOf(name);
            return switch (action.argument()) {
                case NUMBER -> new Fault(action, Integer.parseInt(argument), Duration.ZERO);
                case DURATION -> new Fault(action, 0, Duration.parse(argument));
                case NONE, EVENT -> {
                    if (!argument.isEmpty()) {
                        throw new IllegalArgumentException(action + " takes no argument");
                    }
                    yield of(action);
                }
            };
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new IllegalArgumentException("not a fault: '" + text + "'", e);
        }
    }
}
