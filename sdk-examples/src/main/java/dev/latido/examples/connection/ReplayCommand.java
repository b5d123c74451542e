package dev.latido.examples.connection;

import com.zaxxer.hikari.HikariDataSource;
import dev.latido.core.MqttConnection;
import dev.latido.idempotency.DeadLetter;
import dev.latido.idempotency.DeadLetterBox;
import dev.latido.idempotency.jdbc.DeadLetterTable;
import dev.latido.topics.TopicFilter;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@link DeadLetterBox}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = {
            "Shows the dead letters that the broker keeps for this command, and replays or discards the chosen ones.",
            "The first run creates its session; the broker keeps dead letters for it from then on.",
            "With --db, the dead letters are those of the table latido_dead_letter, the oldest 1,000 at a time.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all chosen dead letters were replayed or discarded",
            "1:a dead letter could not be replayed, or an id is of several topics",
            "2:an option is invalid",
            "3:the broker or the database cannot be used"
        })
public final class ReplayCommand implements Callable<Integer> {

    private static final int NOT_DONE = 1;
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration WHILE_RUNNING = Duration.ofMinutes(1);
    private static final int BROKER_SECONDS = 10;

    @Mixin
    private BrokerOptions options;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "Group of the consumers; its dead-letter topic is latido/v1/evt/dead-letter/NAME.")
    private @Nullable String group;

    @Option(names = "--topic", paramLabel = "FILTER", description = "Dead-letter topic, if it is another one.")
    private @Nullable String topic;

    @Mixin
    private DatabaseOptions database;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Replay the message with this id; TOPIC#ID if several topics have it. Repeatable.")
    private List<String> ids = List.of();

    @Option(names = "--all", description = "Replay all dead letters.")
    private boolean all;

    @Option(
            names = "--discard",
            paramLabel = "ID",
            description = "Discard the message with this id, or TOPIC#ID, permanently. Repeatable.")
    private List<String> discarded = List.of();

    @Option(
            names = "--for",
            paramLabel = "SECONDS",
            defaultValue = "3",
            description = "Time to wait for dead letters of a topic. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;

    ReplayCommand(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs the command and ends the JVM with its exit code.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        CommandFrame.main(ReplayCommand::new, arguments);
    }

    @Override
    public Integer call() throws InterruptedException {
        check();
        String name = group == null ? "letters" : group;
        return database.url == null ? fromTheTopic(name) : fromTheTable(name, database.url);
    }

    private int fromTheTopic(String name) throws InterruptedException {
        TopicFilter letters = TopicFilter.of(topic == null ? "latido/v1/evt/dead-letter/" + name : topic);
        try (MqttConnection connection = connect("latido-replay-" + name, KEPT);
                DeadLetterBox box = DeadLetterBox.open(connection, letters)) {
            new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
            boolean done = true;
            List<DeadLetter> there = box.letters();
            for (DeadLetter letter : there) {
                done &= deal(box, letter, there);
            }
            out.printf("%d dead letters, %d left%n", there.size(), box.letters().size());
            return done ? CommandLine.ExitCode.OK : NOT_DONE;
        }
    }

    /** Goes on with the next ones for as long as all are replayed, since a box shows the oldest ones alone. */
    private int fromTheTable(String name, String url) throws InterruptedException {
        try (HikariDataSource pool = database.open(url);
                MqttConnection connection = connect("latido-replay-table-" + name, WHILE_RUNNING);
                DeadLetterBox box = DeadLetterBox.open(connection, DeadLetterTable.of(pool), name)) {
            boolean done = true;
            int shown = 0;
            List<DeadLetter> there;
            do {
                there = box.letters();
                for (DeadLetter letter : there) {
                    done &= deal(box, letter, there);
                }
                shown += there.size();
            } while (all && done && !there.isEmpty());
            out.printf("%d dead letters, %d left%n", shown, box.letters().size());
            return done ? CommandLine.ExitCode.OK : NOT_DONE;
        }
    }

    /** Producers may use the same id on different topics. Returns whether a choice means this dead letter alone. */
    private static boolean isChosen(List<String> chosen, DeadLetter letter, List<DeadLetter> there) {
        String id = letter.id().orElse("");
        return chosen.contains(letter.topic() + "#" + id) || (chosen.contains(id) && !isAmbiguous(letter, there));
    }

    private static boolean isAmbiguous(DeadLetter letter, List<DeadLetter> there) {
        return there.stream()
                .anyMatch(other ->
                        other.id().equals(letter.id()) && !other.topic().equals(letter.topic()));
    }

    private boolean deal(DeadLetterBox box, DeadLetter letter, List<DeadLetter> there) throws InterruptedException {
        String id = letter.id().orElse("");
        String outcome = "kept";
        boolean done = true;
        if (isChosen(discarded, letter, there)) {
            box.discard(letter);
            outcome = "discarded";
        } else if (all || isChosen(ids, letter, there)) {
            done = replay(box, letter);
            outcome = done ? "replayed" : "NOT replayed";
        } else if (ids.contains(id) || discarded.contains(id)) {
            done = false;
            outcome = "AMBIGUOUS";
        }
        out.printf(
                "%-12s %-36s %s, %d attempts: %s%n",
                outcome, id.isEmpty() ? "(no id)" : id, letter.topic(), letter.attempts(), letter.reason());
        return done;
    }

    private boolean replay(DeadLetterBox box, DeadLetter letter) throws InterruptedException {
        try {
            box.replay(letter).get(BROKER_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            out.println("  " + String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            out.println("  the broker did not acknowledge it within " + BROKER_SECONDS + " s");
        }
        return false;
    }

    private MqttConnection connect(String clientId, Duration sessionExpiry) {
        if (options.broker == null) {
            throw new IllegalStateException("no broker");
        }
        return options.declare(options.broker, clientId)
                .sessionExpiry(sessionExpiry)
                .withoutPresence("it only handles dead letters")
                .connect();
    }

    private void check() {
        if (options.broker == null) {
            throw wrong("name the --broker");
        }
        if (group == null) {
            throw wrong("name the --group");
        }
        if (all && !ids.isEmpty()) {
            throw wrong("name either --all or single ids");
        }
        if (database.url != null && topic != null) {
            throw wrong("name either --db or --topic");
        }
        if (database.url == null && (database.user != null || database.password != null)) {
            throw wrong("--db-user and --db-password require --db");
        }
        if (seconds < 1) {
            throw wrong("--for must be at least 1, was " + seconds);
        }
        String problem = options.problem();
        if (problem != null) {
            throw wrong(problem);
        }
    }

    private ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }
}
