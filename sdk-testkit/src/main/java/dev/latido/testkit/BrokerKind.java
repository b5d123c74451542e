package dev.latido.testkit;

import dev.latido.testkit.internal.junit.MachineRequirement;
import dev.latido.testkit.internal.junit.NamedBroker;
import dev.latido.testkit.internal.mosquitto.MosquittoProgram;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** The brokers that {@link WithBroker} can start. */
public enum BrokerKind {
    /** An {@link EmbeddedBroker}: runs everywhere. */
    EMBEDDED,

    /** A {@link MosquittoBroker}: where Mosquitto is installed. */
    MOSQUITTO,

    /** A {@link HiveMqContainerBroker} with its default image: where there is Docker. */
    HIVEMQ_CONTAINER,

    /**
     * An {@link ExternalBroker}, which somebody else has started: the same tests against a broker of any make. {@link
     * WithBroker#uri()} names it, or, for the whole run, the system property {@code latido.broker} ({@code
     * mqtt://host[:port]}, {@code mqtts://host[:port]}, or one of each with a comma between), with {@code
     * latido.broker.user} ({@code name:password}) where it wants one. A test whose broker nobody names is skipped, also with
     * {@code latido.required=true}: no machine can be expected to have it. One that is named and does not answer fails.
     */
    EXTERNAL;

    /**
     * What keeps this kind of broker from running on this machine. For a container it may take minutes, if
     * Docker does not answer or the image has to be pulled first.
     *
     * @return the reason, empty if it can run
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
     * Skips the test that calls it if this kind of broker cannot run on this machine; with the system property {@code
     * latido.required=true}, as on a build server that has everything, fails it, unless it is {@link #EXTERNAL}.
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
