package dev.latido.campaign.process;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The consumers of the controls: the HiveMQ client with its automatic reconnect and its defaults; and the pattern of the
 * course, which puts the id into a set before the work, on the same client with a persistent session.
 */
public final class BareSubscriberProcess {

    private static final int THREADS = 4;
    private static final long SESSION_SECONDS = 3_600;
    private static final Pattern ENVELOPE = Pattern.compile("\"id\":\"([^\"]+)\".*?\"v\":(\\d+)");

    private final Arguments arguments;
    private final Voice voice = new Voice();
    private final CrashPoints points = new CrashPoints(voice);
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong handled = new AtomicLong();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Effects effects;

    private BareSubscriberProcess(Arguments arguments) {
        this.arguments = arguments;
        this.effects = new Effects(arguments);
    }

    /** See {@link Arguments}. */
    public static void main(String[] arguments) {
        new BareSubscriberProcess(new Arguments(arguments)).run();
    }

    private void run() {
        boolean naive = arguments.text("store").equals("seen");
        Mqtt5AsyncClient client = BarePublisherProcess.client(arguments.text("broker"), arguments.text("client"));
        voice.hear(line -> {
            if (line.startsWith(Lines.ARM)) {
                points.arm(CrashPoint.of(line.substring(Lines.ARM.length())));
            } else if (line.equals(Lines.DISARM)) {
                points.disarm();
            }
        });
        voice.report(() -> "delivered=" + delivered + " handled=" + handled + " waiting=0 dead=0");
        client.connectWith()
                .cleanStart(!naive)
                .sessionExpiryInterval(naive ? SESSION_SECONDS : 0)
                .send()
                .thenCompose(connected -> client.subscribeWith()
                        .topicFilter(arguments.text("topic") + "/#")
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .callback(publish -> threads.execute(() -> handle(publish, naive)))
                        .send())
                .thenRun(() -> voice.say(Lines.READY));
        while (true) {
            LockSupport.park(this);
        }
    }

    private void handle(Mqtt5Publish publish, boolean naive) {
        delivered.incrementAndGet();
        String payload = new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
        try {
            if (!naive) {
                work(Integer.parseInt(payload));
                return;
            }
            Matcher envelope = ENVELOPE.matcher(payload);
            if (envelope.find() && seen.add(envelope.group(1))) {
                work(Integer.parseInt(envelope.group(2)));
            }
        } catch (SQLException e) {
            // As the handler of the course does: the message is acknowledged, and the next one follows.
            System.err.println("not inserted: " + e.getMessage());
        }
    }

    private void work(int number) throws SQLException {
        points.reached(CrashPoint.AFTER_CLAIM);
        if (number % CrashPoint.SLOW_COMMIT_EVERY == 0) {
            points.reached(CrashPoint.IN_COMMIT);
        }
        effects.alone(number);
        handled.incrementAndGet();
        points.reached(CrashPoint.AFTER_EFFECT);
        points.reached(CrashPoint.BEFORE_COMMIT);
        points.reached(CrashPoint.BEFORE_ACKNOWLEDGEMENT);
    }
}
