package dev.latido.core.it;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What is logged from now on, by one logger and those below it, and not shown on the console meanwhile. */
public final class Logged extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger;
    private final @Nullable Level level;
    private final boolean additive;
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final Map<Logger, Level> lowered = new HashMap<>();
    private final List<Appender<ILoggingEvent>> silenced = new ArrayList<>();

    private Logged(Logger logger) {
        this.logger = logger;
        this.level = logger.getLevel();
        this.additive = logger.isAdditive();
    }

    public static Logged by(Class<?> type, Level level) {
        return by((Logger) LoggerFactory.getLogger(type), level);
    }

    /** Of the class that subscribes, which is not public. */
    static Logged bySubscriptions(Level level) {
        return by((Logger) LoggerFactory.getLogger("dev.latido.core.internal.connection.Subscriptions"), level);
    }

    /** Of every logger, also of those that have a level of their own. */
    public static Logged everything(Level level) {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logged logged = by(root, level);
        for (Logger logger : root.getLoggerContext().getLoggerList()) {
            if (logger != root && logger.getLevel() != null) {
                logged.lowered.put(logger, logger.getLevel());
                logger.setLevel(level);
            }
        }
        root.iteratorForAppenders().forEachRemaining(appender -> {
            if (appender != logged) {
                logged.silenced.add(appender);
            }
        });
        logged.silenced.forEach(root::detachAppender);
        return logged;
    }

    private static Logged by(Logger logger, Level level) {
        Logged logged = new Logged(logger);
        logged.setContext(logger.getLoggerContext());
        logged.start();
        logger.setLevel(level);
        logger.setAdditive(false);
        logger.addAppender(logged);
        return logged;
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    /** The messages of a level, formatted. */
    public List<String> messages(Level of) {
        return events.stream()
                .filter(event -> event.getLevel().equals(of))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** The messages of a level that name one client, where several log at a time. */
    public List<String> messages(Level of, String clientId) {
        return messages(of).stream().filter(line -> line.contains(clientId)).toList();
    }

    /** What users see of the client's side: the messages of these loggers, each after its level. */
    public List<String> seen(String... loggers) {
        return events.stream()
                .filter(event -> List.of(loggers).stream().anyMatch(event.getLoggerName()::startsWith))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage()
                        + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }

    /** Everything, with the stack traces. */
    public List<String> texts() {
        return events.stream()
                .map(event -> event.getLoggerName() + " [" + event.getThreadName() + "] " + event.getFormattedMessage()
                        + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }

    @Override
    public void close() {
        lowered.forEach(Logger::setLevel);
        silenced.forEach(logger::addAppender);
        logger.detachAppender(this);
        logger.setLevel(level);
        logger.setAdditive(additive);
        stop();
    }
}
