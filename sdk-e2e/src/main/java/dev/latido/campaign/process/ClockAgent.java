package dev.latido.campaign.process;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Redirects the calls with which Latido's classes read the wall clock to {@link SteppedClock}, by a change in their constant
 * pools. Nothing else changes in these classes, and no other class changes.
 */
public final class ClockAgent {

    private static final String CLOCK = "dev/latido/campaign/process/SteppedClock";
    private static final Map<String, String> READS = Map.of(
            "java/time/Instant.now", "()Ljava/time/Instant;",
            "java/time/Clock.systemUTC", "()Ljava/time/Clock;",
            "java/lang/System.currentTimeMillis", "()J");

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int METHOD = 10;
    private static final int NAME_AND_TYPE = 12;

    private ClockAgent() {}

    /** Called by the JVM before {@code main}. */
    public static void premain(@Nullable String options, Instrumentation instrumentation) {
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte @Nullable [] transform(
                    @Nullable ClassLoader loader,
                    @Nullable String name,
                    @Nullable Class<?> redefined,
                    @Nullable ProtectionDomain domain,
                    byte[] bytes) {
                return name != null && name.startsWith("dev/latido/") && !name.startsWith("dev/latido/campaign/")
                        ? redirected(bytes)
                        : null;
            }
        });
    }

    /** Writes the jar that {@code -javaagent} requires; the classes are on the class path. */
    public static Path jar(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), ClockAgent.class.getName());
        Path jar = directory.resolve("clock-agent.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.finish();
        }
        return jar;
    }

    /** Returns the class with its reads of the wall clock redirected; null if it has none. */
    static byte @Nullable [] redirected(byte[] bytes) {
        try {
            return redirect(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte @Nullable [] redirect(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        in.skipNBytes(8);
        int count = in.readUnsignedShort();
        Pool pool = new Pool(count);
        for (int i = 1; i < count; i++) {
            int offset = bytes.length - in.available();
            int tag = in.readUnsignedByte();
            pool.add(i, tag, offset, in);
            i += tag == LONG || tag == DOUBLE ? 1 : 0;
        }
        int end = bytes.length - in.available();
        byte[] changed = bytes.clone();
        boolean found = false;
        for (int i = 1; i < count; i++) {
            if (pool.readsWallClock(i)) {
                changed[pool.offsets[i] + 1] = (byte) ((count + 1) >> 8);
                changed[pool.offsets[i] + 2] = (byte) (count + 1);
                found = true;
            }
        }
        return found ? withClass(changed, count, end) : null;
    }

    /** Adds the clock's name and class to the end of the pool. */
    private static byte[] withClass(byte[] bytes, int count, int end) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.length + 64);
        DataOutputStream out = new DataOutputStream(all);
        out.write(bytes, 0, 8);
        out.writeShort(count + 2);
        out.write(bytes, 10, end - 10);
        out.writeByte(UTF8);
        out.writeUTF(CLOCK);
        out.writeByte(CLASS);
        out.writeShort(count);
        out.write(bytes, end, bytes.length - end);
        return all.toByteArray();
    }

    /** The entries of a constant pool that are needed here. */
    private static final class Pool {

        final int[] offsets;
        private final int[] tags;
        private final int[] first;
        private final int[] second;
        private final @Nullable String[] texts;

        Pool(int count) {
            this.offsets = new int[count];
            this.tags = new int[count];
            this.first = new int[count];
            this.second = new int[count];
            this.texts = new String[count];
        }

        void add(int index, int tag, int offset, DataInputStream in) throws IOException {
            tags[index] = tag;
            offsets[index] = offset;
            switch (tag) {
                case UTF8 -> texts[index] = in.readUTF();
                case CLASS, 8, 16, 19, 20 -> first[index] = in.readUnsignedShort();
                case METHOD, NAME_AND_TYPE, 9, 11, 17, 18 -> {
                    first[index] = in.readUnsignedShort();
                    second[index] = in.readUnsignedShort();
                }
                case LONG, DOUBLE -> in.skipNBytes(8);
                case 15 -> in.skipNBytes(3);
                default -> in.skipNBytes(4);
            }
        }

        boolean readsWallClock(int index) {
            if (tags[index] != METHOD) {
                return false;
            }
            int nameAndType = second[index];
            String method = texts[first[first[index]]] + "." + texts[first[nameAndType]];
            String type = READS.get(method);
            return type != null && type.equals(texts[second[nameAndType]]);
        }
    }
}
