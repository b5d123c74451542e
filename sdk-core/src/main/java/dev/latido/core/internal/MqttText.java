package dev.latido.core.internal;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Checks strings that become UTF-8 strings of MQTT (MQTT 5, section 1.5.4). */
public final class MqttText {

    private static final int LONGEST = 65_535;

    private MqttText() {}

    /**
     * Returns the string if MQTT can carry it.
     *
     * @throws IllegalArgumentException if it contains U+0000 or an unpaired surrogate, or has more than 65,535 bytes
     */
    public static String valid(String name, String text) {
        Objects.requireNonNull(text, name + " must not be null");
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException(name + " must be Unicode without U+0000 and lone surrogates");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LONGEST) {
            throw new IllegalArgumentException(name + " must have at most " + LONGEST + " bytes, had " + bytes);
        }
        return text;
    }

    /**
     * Returns the string if it is not blank and MQTT can carry it.
     *
     * @throws IllegalArgumentException if it is blank or {@linkplain #valid not valid}
     */
    public static String notBlank(String name, String text) {
        if (valid(name, text).isBlank()) {
            throw new IllegalArgumentException(name + " must not be blank");
        }
        return text;
    }
}
