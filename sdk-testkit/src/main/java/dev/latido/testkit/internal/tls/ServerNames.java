package dev.latido.testkit.internal;

import java.util.Arrays;
import java.util.stream.Stream;

/** The names that clients reach a broker of this machine by. */
final class ServerNames {

    private ServerNames() {}

    static String[] with(String... further) {
        return Stream.concat(Stream.of("localhost", ReservedPort.HOST, "::1"), Arrays.stream(further))
                .distinct()
                .toArray(String[]::new);
    }
}
