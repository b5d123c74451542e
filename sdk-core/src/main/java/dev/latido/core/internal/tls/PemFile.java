package dev.latido.core.internal.tls;

import dev.latido.core.PemException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bouncycastle.openssl.PEMParser;
import org.jspecify.annotations.Nullable;

/** The blocks of one PEM file, in any layout that editors, mails and environment variables produce. */
record PemFile(Path path, List<Block> blocks) {

    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    /** The headers of RFC 1421 that OpenSSL writes, on one line or several. */
    private static final Pattern ENCRYPTED = Pattern.compile(
            "\\s*Proc-Type:\\s*4,ENCRYPTED\\s*DEK-Info:\\s*(?<cipher>[A-Z0-9-]+,[0-9A-Fa-f]+)\\s+(?<key>[^:]+)");

    private static final int UTF_16_LITTLE_ENDIAN = 0xFFFE;
    private static final int UTF_16_BIG_ENDIAN = 0xFEFF;

    /** The content between a BEGIN line and its END line. */
    record Block(Path file, String label, String body) {

        /** Reads the block with Bouncy Castle. */
        Object content() {
            try (PEMParser parser = new PEMParser(
                    new StringReader(BEGIN + label + DASHES + "\n" + body + "\n-----END " + label + DASHES + "\n"))) {
                Object content = parser.readObject();
                if (content != null) {
                    return content;
                }
            } catch (IOException | RuntimeException e) {
                throw notWellFormed(e);
            }
            throw notWellFormed(null);
        }

        PemException notWellFormed(@Nullable Exception cause) {
            return new PemException(
                    file, "is not well-formed PEM: its " + label + " block is damaged; export it again", cause);
        }
    }

    /**
     * Reads a file and checks that it contains PEM.
     *
     * @throws PemException if it cannot be read, is empty, binary or truncated, or contains no block
     */
    static PemFile read(Path path) {
        byte[] bytes = bytes(path);
        String text = new String(bytes, charset(bytes));
        if (text.isBlank()) {
            throw new PemException(path, "is empty; write the certificate or key into it in PEM", null);
        }
        List<Block> blocks = split(path, text);
        if (blocks.isEmpty()) {
            throw new PemException(path, BinaryFile.inWords(path, bytes), null);
        }
        return new PemFile(path, blocks);
    }

    static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new PemException(path, "does not exist; check the path", e);
        } catch (IOException e) {
            throw new PemException(path, "cannot be read: " + e.getMessage() + "; check path and permissions", e);
        }
    }

    /** PEM is ASCII; shells on Windows write it as UTF-16. */
    private static Charset charset(byte[] bytes) {
        int mark = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
        return mark == UTF_16_LITTLE_ENDIAN || mark == UTF_16_BIG_ENDIAN
                ? StandardCharsets.UTF_16
                : StandardCharsets.ISO_8859_1;
    }

    private static List<Block> split(Path path, String text) {
        List<Block> blocks = new ArrayList<>();
        for (int at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at + 1)) {
            int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(at + BEGIN.length(), labelEnd);
            // The dashes after the label are not those of the END line.
            int start = labelEnd + DASHES.length();
            int end = labelEnd < 0 ? -1 : text.indexOf("-----END " + label + DASHES, start);
            int next = text.indexOf(BEGIN, at + 1);
            if (end < 0 || (next >= 0 && next < end)) {
                throw new PemException(
                        path,
                        "is not well-formed PEM: the block that begins with '" + firstLine(text, at)
                                + "' has no end; the file is truncated or still being written",
                        null);
            }
            blocks.add(new Block(path, label, body(text.substring(start, end))));
        }
        return List.copyOf(blocks);
    }

    private static String firstLine(String text, int at) {
        return text.substring(at, Math.min(text.length(), at + 40))
                .lines()
                .findFirst()
                .orElse(BEGIN);
    }

    /** Keeps the line breaks of the headers that old encrypted keys have; removes all other white space. */
    private static String body(String raw) {
        Matcher encrypted = ENCRYPTED.matcher(raw);
        if (encrypted.matches()) {
            return "Proc-Type: 4,ENCRYPTED\nDEK-Info: " + encrypted.group("cipher") + "\n\n"
                    + encrypted.group("key").replaceAll("\\s+", "");
        }
        return raw.indexOf(':') >= 0 ? raw.strip() : raw.replaceAll("\\s+", "");
    }

    List<Block> labelled(String ending) {
        return blocks.stream().filter(block -> block.label().endsWith(ending)).toList();
    }

    /** Returns the labels of the blocks, for messages about a wrong file. */
    String found() {
        return blocks.stream().map(Block::label).distinct().collect(Collectors.joining(", "));
    }
}
