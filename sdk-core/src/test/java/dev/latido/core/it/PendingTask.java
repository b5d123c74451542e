package dev.latido.core.it;

import java.time.Duration;

/**
 * A task that a {@link DeterministicScheduler} has yet to run.
 *
 * @param remaining until it is due; zero or less if it is due now
 * @param period zero if it runs once, else how long after one run the next one comes
 * @param description what the task says of itself: its {@code toString()}
 */
public record PendingTask(Duration remaining, Duration period, String description) {}
