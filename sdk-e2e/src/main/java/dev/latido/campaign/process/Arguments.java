package dev.latido.campaign.process;

import java.util.HashMap;
import java.util.Map;

/** What a child is told at its start: {@code name=value}, each an argument of its own. */
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
            throw new IllegalArgumentException("no argument " + name);
        }
        return value;
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }
}
