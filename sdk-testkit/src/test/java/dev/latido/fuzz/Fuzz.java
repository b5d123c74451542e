package dev.latido.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a parser with broken samples. Whatever comes, it must read it or refuse it with a documented exception, and take
 * no more memory than the length of the input allows: neither time nor the heap's size is part of the verdict.
 *
 * <p>Seeds are three fixed ones and a new one for each run. A failure names its seed, its number and the input;
 * {@code -Dlatido.fuzz.seed=…} runs a seed again.
 */
public final class Fuzz {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final boolean PROOF = Boolean.getBoolean("latido.proof");
    private static final int LONGEST_SHOWN = 2_000;
    private static final int PROOF_FACTOR = 30;
    private static final @Nullable Long ONLY_SEED = Long.getLong("latido.fuzz.seed");

    /** Reads one input to its end. */
    @FunctionalInterface
    public interface Parser {

        /** Returns if it is well-formed, throws if not. */
        void parse(byte[] input) throws Exception;
    }

    /**
     * How inputs were answered, the samples among them: few of the others may be well-formed.
     *
     * @param read how many were read
     * @param refused how many were refused, as documented
     */
    public record Answers(int read, int refused) {}

    private final Parser parser;
    private final List<byte[]> samples = new ArrayList<>();
    private final List<byte[]> tokens = new ArrayList<>();
    private final List<Class<? extends Exception>> documented = new ArrayList<>();
    private long base;
    private long perByte;

    private Fuzz(Parser parser) {
        this.parser = parser;
    }

    /** The seeds of a test. */
    public static LongStream seeds() {
        return ONLY_SEED != null ? LongStream.of(ONLY_SEED) : LongStream.of(1, 2, 3, new Random().nextLong());
    }

    public static Fuzz of(Parser parser) {
        return new Fuzz(parser);
    }

    /** Well-formed inputs. */
    public Fuzz samples(String... texts) {
        for (String text : texts) {
            sample(text.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    /** A well-formed input. */
    public Fuzz sample(byte[] sample) {
        samples.add(sample);
        return this;
    }

    /** Pieces that mean something to the parser: put in anywhere, once or many times over. */
    public Fuzz tokens(String... texts) {
        for (String text : texts) {
            tokens.add(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        return this;
    }

    /** What the parser may throw. */
    @SafeVarargs
    public final Fuzz documented(Class<? extends Exception>... exceptions) {
        for (Class<? extends Exception> exception : exceptions) {
            documented.add(exception);
        }
        return this;
    }

    /** How many bytes an input may cost: so many, and so many more for each of its own. */
    public Fuzz allocating(long base, long perByte) {
        this.base = base;
        this.perByte = perByte;
        return this;
    }

    /** Feeds so many inputs, in the proof many times as many. */
    public Answers run(long seed, int inputs) {
        samples.forEach(this::readSample);
        Mutator mutator = new Mutator(samples, tokens, seed);
        int count = PROOF ? inputs * PROOF_FACTOR : inputs;
        int read = samples.size();
        for (int number = 1; number <= count; number++) {
            byte[] input = mutator.next();
            read += isRead(input, "seed " + seed + ", input " + number) ? 1 : 0;
        }
        return new Answers(read, samples.size() + count - read);
    }

    /** Besides, classes are loaded and buffers are made. */
    private void readSample(byte[] sample) {
        Answer answer = answer(sample, "a sample");
        if (answer.thrown() != null) {
            throw new AssertionError(described(sample, "a sample") + " was refused", answer.thrown());
        }
    }

    private boolean isRead(byte[] input, String name) {
        Answer answer = answer(input, name);
        long allowed = base + perByte * input.length;
        // What is allocated for the first time only, such as a class, is not the input's fault.
        if (answer.cost() > allowed && answer(input, name).cost() > allowed) {
            throw new AssertionError(
                    described(input, name) + " took " + answer.cost() + " bytes of memory, allowed are " + allowed);
        }
        return answer.thrown() == null;
    }

    private record Answer(@Nullable Throwable thrown, long cost) {}

    private Answer answer(byte[] input, String name) {
        byte[] given = input.clone();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Throwable thrown = thrownBy(given);
        long cost = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (thrown != null && documented.stream().noneMatch(type -> type.isInstance(thrown))) {
            throw new AssertionError(described(input, name) + " was answered with " + thrown, thrown);
        }
        if (!Arrays.equals(given, input)) {
            throw new AssertionError(described(input, name) + " was changed by the parser");
        }
        return new Answer(thrown, cost);
    }

    private @Nullable Throwable thrownBy(byte[] input) {
        try {
            parser.parse(input);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private static String described(byte[] input, String name) {
        String base64 = Base64.getEncoder().encodeToString(input);
        boolean shown = base64.length() <= LONGEST_SHOWN;
        return name + " (" + input.length + " bytes, Base64 "
                + (shown ? base64 : base64.substring(0, LONGEST_SHOWN) + "…") + ")";
    }
}
