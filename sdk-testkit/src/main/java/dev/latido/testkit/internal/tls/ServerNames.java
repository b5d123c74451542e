package dev.latido.testkit.internal.tls;

import dev.latido.testkit.internal.process.ReservedPort;
import java.util.Arrays;
import java.util.stream.Stream;

/** The names under which clients reach a broker of this machine. */
public final class ServerNames {

    private ServerNames() {}

    public static String[] with(String... further) {
        return Stream.concat(Stream.of("localhost", ReservedPort.HOST, "::1"), Arrays.stream(further))
                .distinct()
                .toArray(String[]::new);
    }
}
