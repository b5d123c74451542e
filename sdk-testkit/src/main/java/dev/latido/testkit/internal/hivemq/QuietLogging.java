package dev.latido.testkit.internal.hivemq;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** Keeps the broker's startup messages out of test logs, unless the user's configuration asks for them. */
final class QuietLogging {

    private QuietLogging() {}

    /** Sets the levels of the broker's loggers. Levels from the user's configuration are kept. */
    static void apply() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            Logger client = context.getLogger("com.hivemq.client");
            Logger broker = context.getLogger("com.hivemq");
            if (broker.getLevel() == null && broker.getEffectiveLevel().toInt() < Level.WARN_INT) {
                if (client.getLevel() == null) {
                    client.setLevel(client.getEffectiveLevel());
                }
                broker.setLevel(Level.WARN);
            }
            Logger migrations = context.getLogger("migrations");
            if (migrations.getLevel() == null && migrations.getEffectiveLevel().toInt() < Level.WARN_INT) {
                migrations.setLevel(Level.WARN);
            }
        }
    }
}
