package dev.latido.testkit;

import dev.latido.testkit.internal.junit.MachineRequirement;
import dev.latido.testkit.internal.junit.NamedBroker;
import dev.latido.testkit.internal.mosquitto.MosquittoProgram;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** The kinds of broker that {@link WithBroker} can start. */
public enum BrokerKind {
    /** An {@link EmbeddedBroker}, which runs on every machine. */
    EMBEDDED,

    /** A {@link MosquittoBroker}, for machines where Mosquitto is installed. */
    MOSQUITTO,

    /** A {@link HiveMqContainerBroker} with its default image, for machines with Docker. */
    HIVEMQ_CONTAINER,

    /**
     * An {@link ExternalBroker}, which runs already: the same tests against any broker. {@link WithBroker#uri()} names
     * it, or, for the whole run, the system property {@code latido.broker} ({@code mqtt://host[:port]}, {@code
     * mqtts://host[:port]}, or one of each with a comma between), with {@code latido.broker.user} ({@code
     * name:password}) if the broker requires a user. If neither names a broker, the test is skipped, even with {@code
     * latido.required=true}, because no machine can be expected to have one. If the named broker does not answer, the
     * test fails.
     */
    EXTERNAL;

    /**
     * Returns the reason why this kind of broker cannot run on this machine. For a container this can take minutes, if
     * Docker does not answer or the image has to be pulled first.
     *
     * @return the reason; empty if it can run
     */
    public Optional<String> obstacle() {
        return switch (this) {
            case EMBEDDED -> Optional.empty();
            case MOSQUITTO -> MosquittoProgram.obstacle();
            case HIVEMQ_CONTAINER -> HiveMqContainerBroker.obstacle(HiveMqContainerBroker.DEFAULT_IMAGE);
            case EXTERNAL -> NamedBroker.obstacle();
        };
    }

    /**
     * Skips the calling test if this kind of broker cannot run on this machine. With the system property {@code
     * latido.required=true}, for example on a build server that has everything, the test fails instead, unless the kind
     * is {@link #EXTERNAL}.
     *
     * @throws org.opentest4j.TestAbortedException if the broker cannot run
     * @throws AssertionError if it cannot run and the property is set
     */
    public void assumeAvailable() {
        obstacle().ifPresent(reason -> {
            if (this == EXTERNAL) {
                throw new TestAbortedException(reason);
            }
            MachineRequirement.missing(reason);
        });
    }
}
