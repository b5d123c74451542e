package dev.latido.core.internal.journal;

import java.util.ArrayList;
import java.util.List;

/** Appends and removals that are written together. Confined to the committer's thread once it is filled. */
final class Batch {

    final List<Append> appends = new ArrayList<>();

    /** Messages that were removed before they were written, and do not have to be written. */
    final List<Append> passed = new ArrayList<>();

    final Removals removals = new Removals();
    long lastSequence;

    /** Whether nothing else waits to be written. */
    boolean isLast;

    /** Whether the outbox is closed and this is the last batch. */
    boolean isClosing;

    boolean isEmpty() {
        return appends.isEmpty() && removals.size() == 0;
    }

    /** Sequences of messages that have left, by urgency. */
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
