package dev.latido.campaign;

import dev.latido.campaign.Referee.Findings;
import dev.latido.campaign.report.Kind;
import dev.latido.testkit.proxy.ProxyClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits after the faults until all messages have arrived, or nothing changes any more. A message that is missing then may
 * not be lost. A broker may hold it back, as HiveMQ CE sometimes does with a shared subscription after it was killed,
 * although no subscriber owes it an acknowledgement (hivemq-community-edition, issue 558). Therefore each subscriber has to
 * reconnect, once.
 */
final class Drain {

    private static final Duration LONGEST = Duration.ofMinutes(3);
    /** If messages are missing and nothing has changed for this time, they do not arrive any more. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(20);

    private static final Duration GIVEN_UP_BY_CONTROLS = Duration.ofSeconds(4);
    /** If all messages have arrived, copies may still arrive for this time. */
    private static final Duration STRAGGLERS = Duration.ofSeconds(2);

    private static final Duration POLL = Duration.ofMillis(250);

    private final Stage stage;
    private final Referee referee;
    private final Duration patience;
    private final boolean connectsAgain;
    private final Path log;

    /**
     * The result, when nothing changes any more.
     *
     * @param findings the findings of the referee
     * @param heldBack the number of messages that arrived only after the subscribers had reconnected
     */
    record Rest(Findings findings, long heldBack) {}

    /**
     * Creates the drain of a cell.
     *
     * @param log a file for the counters of the subscribers, if messages are missing
     */
    Drain(Kind kind, Stage stage, Referee referee, Path log) {
        this.stage = stage;
        this.referee = referee;
        this.patience = kind == Kind.CONTROL ? GIVEN_UP_BY_CONTROLS : GIVEN_UP;
        this.connectsAgain = kind == Kind.LATIDO;
        this.log = log;
    }

    Rest await(Connection database) throws IOException, SQLException {
        long end = System.nanoTime() + LONGEST.toNanos();
        Findings stalled = untilNothingMoves(database, end);
        if (stalled.lost() == 0 || !connectsAgain) {
            return new Rest(stalled, 0);
        }
        Files.write(log, subscribers(stalled.lost() + " missing"), StandardOpenOption.CREATE);
        stage.subscribers().stream()
                .map(worker -> stage.network().connection(worker.clientId()))
                .forEach(ProxyClient::cut);
        Findings rest = untilNothingMoves(database, end);
        Files.write(log, subscribers(rest.lost() + " missing after a new connection"), StandardOpenOption.APPEND);
        return new Rest(rest, stalled.lost() - rest.lost());
    }

    private Findings untilNothingMoves(Connection database, long end) throws IOException, SQLException {
        Findings findings = referee.judge(database);
        long moved = System.nanoTime();
        while (System.nanoTime() - end < 0) {
            long still = System.nanoTime() - moved;
            boolean complete =
                    findings.lost() == 0 && stage.subscribers().stream().allMatch(worker -> worker.now("waiting") == 0);
            if (still > (complete ? STRAGGLERS : patience).toNanos()) {
                break;
            }
            LockSupport.parkNanos(POLL.toNanos());
            Findings next = referee.judge(database);
            if (next.effects() != findings.effects()) {
                moved = System.nanoTime();
            }
            findings = next;
        }
        return findings;
    }

    private List<String> subscribers(String heading) {
        List<String> lines = new ArrayList<>(List.of(heading));
        for (Worker worker : stage.subscribers()) {
            StringJoiner line = new StringJoiner(" ", worker.clientId() + ": ", "");
            for (String counter : List.of("delivered", "handled", "duplicates", "waiting")) {
                line.add(counter + "=" + worker.now(counter));
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
