package dev.latido.campaign.process;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The producer of the control: the HiveMQ client with its automatic reconnect and its defaults. A message counts as stored
 * when the broker has acknowledged it, which is the strictest rule for this client.
 */
public final class BarePublisherProcess {

    private static final int LAST_WORDS_SECONDS = 5;

    private final Arguments arguments;
    private final Voice voice = new Voice();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicLong stored = new AtomicLong();
    private volatile boolean finishing;

    private BarePublisherProcess(Arguments arguments) {
        this.arguments = arguments;
    }

    /** See {@link Arguments}. */
    public static void main(String[] arguments) throws Exception {
        new BarePublisherProcess(new Arguments(arguments)).run();
    }

    static Mqtt5AsyncClient client(String broker, String clientId) {
        URI uri = URI.create(broker);
        return MqttClient.builder()
                .useMqttVersion5()
                .identifier(clientId)
                .serverHost(uri.getHost())
                .serverPort(uri.getPort())
                .automaticReconnectWithDefaultConfig()
                .buildAsync();
    }

    private void run() throws Exception {
        Mqtt5AsyncClient client = client(arguments.text("broker"), arguments.text("client"));
        client.connect();
        try (Log log = new Log(Path.of(arguments.text("log")))) {
            voice.hear(line -> finishing |= line.equals(Lines.FINISH));
            voice.report(() -> "attempted=" + log.last() + " stored=" + stored + " inflight=" + mostOpen);
            while (!client.getState().isConnected()) {
                Voice.pause(Duration.ofMillis(20));
            }
            voice.say(Lines.READY);
            Pacing pacing = new Pacing(arguments.number("rate"));
            while (!finishing) {
                pacing.await();
                publish(client, log);
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_WORDS_SECONDS);
            while (open.get() > 0 && System.nanoTime() - end < 0) {
                Voice.pause(Duration.ofMillis(20));
            }
            voice.say(Lines.FINISHED);
            client.disconnect().get(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            System.err.println("no graceful disconnect: " + e);
        }
        Runtime.getRuntime().halt(0);
    }

    private void publish(Mqtt5AsyncClient client, Log log) {
        int number = log.attempt();
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        client.publishWith()
                .topic(arguments.text("topic") + "/" + number % arguments.number("topics"))
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Integer.toString(number).getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                .send()
                .whenComplete((result, failure) -> {
                    open.decrementAndGet();
                    if (failure == null && result.getError().isEmpty()) {
                        log.stored(number);
                        log.acknowledged(number);
                        stored.incrementAndGet();
                    } else {
                        log.failed(number, failure == null ? result.getError().orElseThrow() : failure);
                    }
                });
    }
}
