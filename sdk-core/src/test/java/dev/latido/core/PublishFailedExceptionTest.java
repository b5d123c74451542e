package dev.latido.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latido.topics.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishFailedExceptionTest {

    private static final Topic TOPIC = Topic.unchecked("acme/v1/evt/planta-1/norte/gw-1/temp");
    private static final OutboxMessage MESSAGE =
            new OutboxMessage(7, "gw-1:1:7", TOPIC, new byte[10], DeliveryOptions.DEFAULTS, Instant.EPOCH);

    static Stream<PublishFailedException> failures() {
        return Stream.of(
                new NotStoredException(MESSAGE, new OutboxException("the disk is full", null)),
                new OutboxFullException(MESSAGE, "full"),
                new PublishRejectedException(MESSAGE, 135, "not authorized", null),
                PayloadTooLargeException.forBroker(MESSAGE, 30, 5),
                new PayloadTooLargeException("gw-1:1:7", TOPIC, 10, 5),
                new MessageExpiredException(MESSAGE, Duration.ofSeconds(3)),
                new MessageDroppedException(MESSAGE),
                new LeftInStoreException(MESSAGE),
                new NotAcknowledgedException(MESSAGE));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldNameTheMessageAndItsTopic(PublishFailedException failure) {
        assertThat(failure.messageId()).isEqualTo("gw-1:1:7");
        assertThat(failure.topic()).isEqualTo(TOPIC);
    }

    @Test
    void shouldKeepWhatTheOutboxReported() {
        OutboxException cause = new OutboxException("the disk is full", null);

        assertThat(new NotStoredException(MESSAGE, cause))
                .hasMessage("message gw-1:1:7 was not stored: the disk is full")
                .hasCause(cause);
    }

    @Test
    void shouldKeepItsOwnData() {
        assertThat(new PublishRejectedException(MESSAGE, 135, "not authorized", null).reasonCode())
                .isEqualTo(135);
        assertThat(new MessageExpiredException(MESSAGE, Duration.ofSeconds(3)).age())
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(PayloadTooLargeException.forBroker(MESSAGE, 30, 5))
                .returns(10, PayloadTooLargeException::size)
                .returns(5, PayloadTooLargeException::limit);
    }
}
