package dev.latido.testkit;

import org.jspecify.annotations.Nullable;

/**
 * Makes further types of parameters for tests with {@link WithBroker}. Providers are found by {@link
 * java.util.ServiceLoader}: their class names stand in {@code
 * META-INF/services/dev.latido.testkit.BrokerParameterProvider}.
 *
 * <p>Implementations need a public constructor without arguments and must be thread-safe.
 */
public interface BrokerParameterProvider {

    /**
     * Whether this provider makes objects for parameters of a type. Types that the kit itself injects are not asked for.
     *
     * @param type the declared type of a parameter
     * @return whether {@link #create(TestBroker, DevelopmentCa)} gives an instance of it
     */
    boolean supports(Class<?> type);

    /**
     * Makes the object for one parameter. If it is {@link AutoCloseable}, the kit closes it: for a parameter of a test
     * or of {@code @BeforeEach} after the test, for one of {@code @BeforeAll} after the class, always before the broker.
     *
     * @param broker the running broker; {@link TestBroker#observer()} tells as whom to connect to it
     * @param ca whom to trust at {@link TestBroker#tlsUri()}, or null if the broker has no TLS
     * @return an instance of the supported type
     */
    Object create(TestBroker broker, @Nullable DevelopmentCa ca);
}
