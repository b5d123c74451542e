package dev.latido.core.internal;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Checks of texts that become UTF-8 strings of MQTT (MQTT 5, section 1.5.4). */
public final class MqttText {

    private static final int LONGEST = 65_535;

    private MqttText() {}

    /**
     * The text, if it can be a string of MQTT.
     *
     * @throws IllegalArgumentException if it has U+0000 or half a character in it, or more than 65,535 bytes
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
     * The text, if it says something and can be a string of MQTT.
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
