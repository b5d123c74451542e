package dev.latido.idempotency.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.idempotency.Claim;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last 1,024 numbered ids of one producer: a bit each, which is set when the message has ended. Words of 64 bits
 * that leave the window go to the exact ids and are read again from there. A number below the window is therefore
 * looked up; it is never taken for a duplicate because it is low. Callers hold the lock of this object, except where
 * only final fields are read.
 */
final class SequenceWindow extends IdStates {

    private static final int WORD_BITS = 6;
    private static final int FIRST_WORDS = 2;
    private static final int MOST_WORDS = 16;

    /** Spreads a number over the bits of a token. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final String group;
    private final IdPrefix prefix;
    final long hash;
    private final ExactIds exact;

    @GuardedBy("this")
    private long[] words = new long[FIRST_WORDS];

    @GuardedBy("this")
    private long lowest;

    @GuardedBy("this")
    private int lastEnd;

    @GuardedBy("this")
    private boolean retired;

    SequenceWindow(String group, String prefix, long hash, long sequence, ExactIds exact, Fences fences, int tick) {
        super(fences, RecentSequenceWindows.slot(prefix, prefix.length()));
        this.group = group;
        this.prefix = new IdPrefix(prefix);
        this.hash = hash;
        this.exact = exact;
        this.lowest = Math.max(0, (sequence >>> WORD_BITS) - 1);
        this.lastEnd = tick;
        for (int i = 0; i < words.length; i++) {
            load(lowest + i, tick);
        }
    }

    boolean isFor(String otherGroup, String id, int prefixLength) {
        return prefix.length() == prefixLength && isPrefixOf(otherGroup, id);
    }

    /** Returns whether an id of a group has the prefix of this window's ids. */
    boolean isPrefixOf(String otherGroup, String id) {
        return prefix.begins(id) && group.equals(otherGroup);
    }

    /** Returns the number of an id with this window's prefix; -1 if it has none in its canonical spelling. */
    long sequence(String id) {
        return NumberedId.number(id, prefix.length(), id.length());
    }

    /** Returns a number that distinguishes the ids of all windows, as far as a hash does. */
    static long token(long hash, long sequence) {
        return sequence * SPREAD ^ hash;
    }

    /** Returns whether this window is out of use: its ids are among the exact ids. */
    @GuardedBy("this")
    boolean isRetired() {
        return retired;
    }

    @GuardedBy("this")
    int lastEnd() {
        return lastEnd;
    }

    /** Moves its ids to the exact ids; returns false if one of its messages is claimed or waits for a retry. */
    @GuardedBy("this")
    boolean retire(int tick) {
        if (inWork.size() > 0) {
            return false;
        }
        if (!EndedIds.isOver(lastEnd, tick)) {
            for (int i = 0; i < words.length; i++) {
                store(lowest + i, tick);
            }
        }
        retired = true;
        return true;
    }

    /** Returns the number of its ids that have ended. */
    @GuardedBy("this")
    int size() {
        int size = 0;
        for (long word : words) {
            size += Long.bitCount(word);
        }
        return size;
    }

    @Override
    @GuardedBy("this")
    @Nullable
    Claim ended(long sequence, long b, long fingerprint, int tick) {
        forgetIfOver(tick);
        boolean over = isSet(sequence, tick);
        if (!over && fingerprint == EndedState.NO_FINGERPRINT) {
            return null;
        }
        Claim answer = EndedState.answer(exact.value(id(sequence), tick), fingerprint);
        return answer != null || !over ? answer : new Claim.Done();
    }

    @Override
    @GuardedBy("this")
    void remember(long sequence, long b, long fingerprint, boolean dead, int tick) {
        if (dead || fingerprint != EndedState.NO_FINGERPRINT) {
            exact.put(id(sequence), EndedState.ended(fingerprint, dead), tick);
        }
        set(sequence, tick);
        lastEnd = tick;
    }

    private IdHash id(long sequence) {
        return exact.hasher().ofId(group, prefix.toString() + sequence);
    }

    private IdHash word(long number) {
        return exact.hasher().ofWord(group, prefix.toString(), number);
    }

    /** Forgets its ids if none has ended for the whole retention. */
    @GuardedBy("this")
    private void forgetIfOver(int tick) {
        if (EndedIds.isOver(lastEnd, tick)) {
            Arrays.fill(words, 0);
            lastEnd = tick;
        }
    }

    @GuardedBy("this")
    private boolean isSet(long sequence, int tick) {
        long number = sequence >>> WORD_BITS;
        include(number, tick);
        long bits = number < lowest ? exact.value(word(number), tick) : words[place(number)];
        return (bits & 1L << sequence) != 0;
    }

    @GuardedBy("this")
    private void set(long sequence, int tick) {
        long number = sequence >>> WORD_BITS;
        include(number, tick);
        if (number < lowest) {
            IdHash word = word(number);
            exact.put(word, exact.value(word, tick) | (1L << sequence), tick);
        } else {
            words[place(number)] |= 1L << sequence;
        }
    }

    @GuardedBy("this")
    private int place(long number) {
        return (int) number & words.length - 1;
    }

    /** Grows, then slides, until a word is not above the window. */
    @GuardedBy("this")
    private void include(long number, int tick) {
        while (number >= lowest + words.length && words.length < MOST_WORDS) {
            grow(tick);
        }
        long first = number - words.length + 1;
        if (first > lowest) {
            slideTo(first, tick);
        }
    }

    @GuardedBy("this")
    private void grow(int tick) {
        long[] old = words;
        words = new long[old.length * 2];
        for (int i = 0; i < words.length; i++) {
            if (i < old.length) {
                words[place(lowest + i)] = old[(int) (lowest + i) & old.length - 1];
            } else {
                load(lowest + i, tick);
            }
        }
    }

    @GuardedBy("this")
    private void slideTo(long first, int tick) {
        long leaving = Math.min(first - lowest, words.length);
        for (long i = 0; i < leaving; i++) {
            store(lowest + i, tick);
        }
        long top = lowest + words.length;
        lowest = first;
        for (long number = Math.max(top, first); number < first + words.length; number++) {
            load(number, tick);
        }
    }

    @GuardedBy("this")
    private void store(long number, int tick) {
        long bits = words[place(number)];
        if (bits != 0) {
            exact.put(word(number), bits, tick);
        }
    }

    @GuardedBy("this")
    private void load(long number, int tick) {
        words[place(number)] = exact.value(word(number), tick);
    }
}
