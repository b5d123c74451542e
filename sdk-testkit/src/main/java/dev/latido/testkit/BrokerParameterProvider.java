package dev.latido.testkit;

import org.jspecify.annotations.Nullable;

/**
 * Creates objects for further types of parameters of tests with {@link WithBroker}. Providers are found by {@link
 * java.util.ServiceLoader}: list their class names in {@code
 * META-INF/services/dev.latido.testkit.BrokerParameterProvider}.
 *
 * <p>Implementations need a public constructor without arguments and must be thread-safe.
 */
public interface BrokerParameterProvider {

    /**
     * Returns whether this provider creates objects for parameters of a type. The kit does not ask about types that it
     * injects itself.
     *
     * @param type the declared type of a parameter
     * @return whether {@link #create(TestBroker, DevelopmentCa)} returns an instance of it
     */
    boolean supports(Class<?> type);

    /**
     * Creates the object for one parameter. If it is {@link AutoCloseable}, the kit closes it before the broker: after
     * the test for a parameter of a test or of {@code @BeforeEach}, after the class for one of {@code @BeforeAll}.
     *
     * @param broker the running broker; {@link TestBroker#observer()} is the user to connect with
     * @param ca the authority to trust at {@link TestBroker#tlsUri()}, or null if the broker has no TLS
     * @return an instance of the supported type
     */
    Object create(TestBroker broker, @Nullable DevelopmentCa ca);
}
