package dev.latido.core.internal.journal;

import java.util.ArrayList;
import java.util.List;

/** What is written, and forced if need be, in one go. */
final class Batch {

    final List<Append> appends = new ArrayList<>();

    /** Left before they were written, so that they need not be. */
    final List<Append> passed = new ArrayList<>();

    final Removals removals = new Removals();
    long lastSequence;

    /** Nothing else waits. */
    boolean isLast;

    /** The outbox is closed, and everything written after this. */
    boolean isClosing;

    boolean isEmpty() {
        return appends.isEmpty() && removals.size() == 0;
    }

    /** Sequences of messages that left, by urgency. */
    static final class Removals {

        final Longs urgent = new Longs();
        final Longs plain = new Longs();

        void add(boolean ofUrgent, long sequence) {
            (ofUrgent ? urgent : plain).add(sequence);
        }

        void addAll(Removals others) {
            urgent.addAll(others.urgent);
            plain.addAll(others.plain);
        }

        boolean isEmpty() {
            return size() == 0;
        }

        int size() {
            return urgent.size() + plain.size();
        }

        void clear() {
            urgent.clear();
            plain.clear();
        }
    }
}
