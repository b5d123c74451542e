package dev.latido.testkit;

import dev.latido.testkit.internal.junit.WithBrokerExtension;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit 5 test a broker, started before the test and closed after it: an {@link EmbeddedBroker}, or another
 * {@linkplain #kind() kind}.
 *
 * <pre>{@code
 * @WithBroker
 * class GatewayTest {
 *     @Test
 *     void shouldPublish(TestBroker broker) {
 *         connect(broker.uri());
 *     }
 * }
 * }</pre>
 *
 * <ul>
 *   <li>On a class: one broker for all its tests, also those of {@code @Nested} classes and of subclasses (each subclass
 *       has its own). Sessions and retained messages of one test are seen by the next.
 *   <li>On a method: a fresh broker for that method, instead of the class's; for a parameterised or repeated test, one
 *       for each invocation. Without the annotation on the class, its {@code @BeforeEach} and {@code @AfterEach} methods
 *       see it as well, but a constructor does not.
 *   <li>On a {@code @Nested} class: a broker for that class, instead of the enclosing one's.
 * </ul>
 *
 * <p>Constructors, lifecycle methods and test methods may take parameters of these types:
 *
 * <ul>
 *   <li>{@link TestBroker}, or the type of the {@linkplain #kind() kind}: the broker. Tests that run in parallel share
 *       the broker of their class.
 *   <li>{@link DevelopmentCa}, if {@link #tls()} is on.
 *   <li>{@code MqttConnection}: a new one for each parameter, with a unique client id, without presence, over TLS if the
 *       broker has it, as the first of the {@link #users()} or as {@link AsUser} says. It reconnects after 100 ms to 1 s
 *       and is closed after the test (from {@code @BeforeAll}: after the class), before the broker.
 *   <li>{@link dev.latido.testkit.probe.MqttProbe}: a new one for each parameter, which observes every topic from then on
 *       (as {@link TestBroker#observer()} if there are users), closed like a connection.
 *   <li>What a {@link BrokerParameterProvider} makes.
 * </ul>
 *
 * <p>Where the kind of broker cannot run, the test is skipped with the reason; with the system property {@code
 * latido.required=true} it fails, unless the kind is {@link BrokerKind#EXTERNAL}.
 *
 * <p>Needs JUnit 5.13 or newer, which closes what an extension stores.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(WithBrokerExtension.class)
public @interface WithBroker {

    /**
     * Which broker it is.
     *
     * @return default {@link BrokerKind#EMBEDDED}
     */
    BrokerKind kind() default BrokerKind.EMBEDDED;

    /**
     * Where a broker of the kind {@link BrokerKind#EXTERNAL} listens. Such a broker takes {@link #users()} besides (those
     * it has already) and nothing else of this annotation. A connection goes to its plain listener if there is one, else
     * with the Java runtime's trusted authorities to the other; a probe needs a plain one.
     *
     * @return {@code mqtt://host[:1883]}, {@code mqtts://host[:8883]} or one of each; default none: as the system property
     *     {@code latido.broker} says
     */
    String[] uri() default {};

    /**
     * Who may connect, if not everyone.
     *
     * @return {@code name:password} each; default none, everyone may connect
     * @see BrokerBuilder#user
     */
    String[] users() default {};

    /**
     * What the {@link #users()} may do, if not everything.
     *
     * @return {@code user permission filter} each, for example {@code gw-a72f write acme/v1/evt/#}, the permission being
     *     {@code read}, {@code write} or {@code readwrite}; default none, every user may do everything
     * @see AclRule
     */
    String[] acl() default {};

    /**
     * Whether the broker has a TLS listener too, with a certificate of a fresh {@link DevelopmentCa}.
     *
     * @return default false
     */
    boolean tls() default false;

    /**
     * How many unacknowledged QoS 1 and 2 messages a client may send.
     *
     * @return 1 to 65,535; default {@value BrokerBuilder#DEFAULT_RECEIVE_MAXIMUM}
     */
    int receiveMaximum() default BrokerBuilder.DEFAULT_RECEIVE_MAXIMUM;

    /**
     * How many messages wait for each offline or slow client before new ones are discarded.
     *
     * @return 1 or more; default {@value BrokerBuilder#DEFAULT_QUEUE_SIZE}
     */
    int queueSize() default BrokerBuilder.DEFAULT_QUEUE_SIZE;

    /**
     * Whether sessions, queued and retained messages survive {@link TestBroker#stop()}. They are kept in a temporary
     * directory, which is removed with the broker.
     *
     * @return default false
     */
    boolean persistent() default false;
}
