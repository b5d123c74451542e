package dev.latido.campaign;

import dev.latido.campaign.report.Sample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Takes a sample every second: messages published, effects, and the backlog between them. */
final class Watch implements AutoCloseable {

    private final Stage stage;
    private final String cell;
    private final long begun = System.nanoTime();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private long effects;

    private Watch(Stage stage, String cell) {
        this.stage = stage;
        this.cell = cell;
    }

    static Watch start(Stage stage, String cell) {
        Watch watch = new Watch(stage, cell);
        watch.timer.scheduleWithFixedDelay(watch::sample, 0, 1, TimeUnit.SECONDS);
        return watch;
    }

    private void sample() {
        try (Connection connection = stage.servers().connect();
                PreparedStatement select = connection.prepareStatement("select count(*) from effect where cell = ?")) {
            select.setString(1, cell);
            try (ResultSet row = select.executeQuery()) {
                effects = row.next() ? row.getLong(1) : effects;
            }
        } catch (SQLException e) {
            // The database is down: the last count remains.
            effects = Math.max(0, effects);
        }
        long published = stage.publisher().most("attempted");
        samples.add(new Sample(
                Duration.ofNanos(System.nanoTime() - begun), published, effects, Math.max(0, published - effects)));
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
