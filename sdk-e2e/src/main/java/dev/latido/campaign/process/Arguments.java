package dev.latido.campaign.process;

import java.util.HashMap;
import java.util.Map;

/** The arguments of a child process: {@code name=value}, each a separate argument. */
final class Arguments {

    private final Map<String, String> values = new HashMap<>();

    Arguments(String... arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            values.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        SteppedClock.wrongBy(number("clock"));
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("missing argument " + name);
        }
        return value;
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }
}
