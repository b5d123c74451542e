package dev.latido.core.internal.publish;

import dev.latido.core.DeliveryOptions;
import dev.latido.core.Qos;
import dev.latido.core.internal.limits.Limits;
import dev.latido.core.internal.limits.NotGrantedException;
import dev.latido.core.internal.link.OutgoingPublish;
import dev.latido.core.internal.session.BrokerAnswerException;
import dev.latido.core.internal.session.MqttClientAdapter;
import dev.latido.core.internal.session.SendingSession;
import dev.latido.topics.Topic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session without a network: remembers what was sent, and answers when the test says so. */
final class FakeSendingSession implements SendingSession {

    record Sent(OutgoingPublish message, MqttClientAdapter.PublishOutcome outcome) {

        String text() {
            return message.topic() + "=" + message.payload()[0];
        }

        void acknowledge() {
            outcome.settled(0, null);
        }

        void answer(BrokerAnswerException.Packet packet, int code) {
            outcome.settled(0, new BrokerAnswerException(packet, code, Thread.State.NEW, "", null));
        }

        void refuse(int code) {
            answer(BrokerAnswerException.Packet.PUBACK, code);
        }
    }

    final List<Sent> sent = new ArrayList<>();
    int sendMaximum = 100;
    int maximumPacketSize = 1_000;
    Qos maximumQos = Qos.EXACTLY_ONCE;
    boolean retainAvailable = true;
    boolean mayExactlyOnce = true;

    boolean oneExchangeAtATime;

    @Nullable
    Throwable abandoned;

    @Override
    public int sendMaximum() {
        return sendMaximum;
    }

    @Override
    public @Nullable NotGrantedException notGranted(Topic topic, byte[] payload, DeliveryOptions options) {
        return Limits.of(maximumPacketSize, maximumQos, retainAvailable).notGranted(topic, payload, options);
    }

    @Override
    public boolean mayExactlyOnce() {
        return mayExactlyOnce;
    }

    @Override
    public boolean oneExchangeAtATime() {
        return oneExchangeAtATime;
    }

    @Override
    public boolean isEnded() {
        return abandoned != null;
    }

    @Override
    public void publish(OutgoingPublish message, MqttClientAdapter.PublishOutcome outcome) {
        sent.add(new Sent(message, outcome));
    }

    @Override
    public void abandon(Throwable cause) {
        abandoned = cause;
    }

    /** Takes what was sent so far. */
    List<Sent> take() {
        List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** Takes it, for comparison. */
    List<String> takeTexts() {
        return take().stream().map(Sent::text).toList();
    }
}
