package dev.latido.benchmarks;

import dev.latido.testkit.EmbeddedBroker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An embedded broker in its own JVM, so that its memory and its pauses are not those of the client. */
final class SeparateBroker implements AutoCloseable {

    private final Process process;
    private final int port;

    private SeparateBroker(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** The process of the broker: prints its port and exits when its input ends. */
    static final class Main {

        private Main() {}

        /**
         * Runs a broker.
         *
         * @param arguments none
         * @throws IOException if the input cannot be read
         */
        public static void main(String[] arguments) throws IOException {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            try (EmbeddedBroker broker = EmbeddedBroker.builder().start()) {
                out.println("PORT " + broker.port());
                int ended = System.in.read();
                out.println("END " + ended);
            }
        }
    }

    /** Starts the broker; its receive maximum is 65,535. */
    static SeparateBroker start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-Dlogback.configurationFile=dev/latido/benchmarks/logback.xml",
                        Main.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new SeparateBroker(process, port(process));
    }

    private static int port(Process process) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("PORT ")) {
                return Integer.parseInt(line.substring("PORT ".length()));
            }
        }
        throw new IOException("the broker did not start");
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
