package dev.latido.benchmarks;

import dev.latido.core.MemoryOutbox;
import dev.latido.core.Outbox;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Arguments of the form {@code --name value}. */
final class Options {

    private final Map<String, String> values = new HashMap<>();

    Options(String[] arguments) {
        if (arguments.length % 2 != 0) {
            throw new IllegalArgumentException("arguments come in pairs: --name value");
        }
        for (int i = 0; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--")) {
                throw new IllegalArgumentException("an option begins with --, was " + arguments[i]);
            }
            values.put(arguments[i].substring(2), arguments[i + 1]);
        }
    }

    int number(String name, int otherwise) {
        return Integer.parseInt(values.getOrDefault(name, Integer.toString(otherwise)));
    }

    /**
     * Returns a new outbox: {@code --outbox memory}, the default, or {@code --outbox journal}, in a directory below
     * {@code --directory} (the temporary directory unless given).
     */
    Outbox outbox(int messages, long bytes) throws IOException {
        String kind = values.getOrDefault("outbox", "memory");
        return switch (kind) {
            case "memory" -> MemoryOutbox.bounded(messages, bytes);
            case "journal" -> journal();
            default -> throw new IllegalArgumentException("--outbox must be memory or journal, was " + kind);
        };
    }

    private Outbox journal() throws IOException {
        Path parent = Path.of(values.getOrDefault("directory", System.getProperty("java.io.tmpdir")));
        Path directory = Files.createTempDirectory(Files.createDirectories(parent), "latido-outbox");
        try {
            return (Outbox) Class.forName("dev.latido.core.JournalOutbox")
                    .getMethod("at", Path.class)
                    .invoke(null, directory);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the journal could not be opened", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("there is no JournalOutbox.at(Path)", e);
        }
    }
}
