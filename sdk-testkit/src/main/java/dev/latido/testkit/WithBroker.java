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
 * Starts a broker before a JUnit 5 test and closes it afterwards: an {@link EmbeddedBroker}, or another {@linkplain
 * #kind() kind}.
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
 *   <li>On a class: one broker for all its tests, including those of {@code @Nested} classes and of subclasses (each
 *       subclass has its own broker). A test sees the sessions and retained messages of earlier tests.
 *   <li>On a method: a new broker for that method instead of the class's; for a parameterised or repeated test, one for
 *       each invocation. If the class has no annotation, its {@code @BeforeEach} and {@code @AfterEach} methods see the
 *       broker as well, but a constructor does not.
 *   <li>On a {@code @Nested} class: a broker for that class instead of the enclosing class's.
 * </ul>
 *
 * <p>Constructors, lifecycle methods and test methods may take parameters of these types:
 *
 * <ul>
 *   <li>{@link TestBroker}, or the type of the {@linkplain #kind() kind}: the broker. Tests that run in parallel share
 *       the broker of their class.
 *   <li>{@link DevelopmentCa}, if {@link #tls()} is on.
 *   <li>{@link dev.latido.testkit.probe.MqttProbe}: a new probe for each parameter, which observes every topic from
 *       then on (as {@link TestBroker#observer()} if there are users). It is closed before the broker: after the test,
 *       or after the class if the parameter is of {@code @BeforeAll}.
 *   <li>Any type that a {@link BrokerParameterProvider} supports.
 * </ul>
 *
 * <p>If the kind of broker cannot run on this machine, the test is skipped and the report names the reason. With the
 * system property {@code latido.required=true} the test fails instead, unless the kind is {@link BrokerKind#EXTERNAL}.
 *
 * <p>Requires JUnit 5.13 or newer, which closes the objects that an extension stores.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(WithBrokerExtension.class)
public @interface WithBroker {

    /**
     * The kind of broker.
     *
     * @return default {@link BrokerKind#EMBEDDED}
     */
    BrokerKind kind() default BrokerKind.EMBEDDED;

    /**
     * The listeners of a broker of the kind {@link BrokerKind#EXTERNAL}. With this kind, only {@link #users()} (users
     * that the broker has already) may be set as well. A probe needs a plain listener.
     *
     * @return {@code mqtt://host[:1883]}, {@code mqtts://host[:8883]} or one of each; default none, in which case the
     *     system property {@code latido.broker} names the broker
     */
    String[] uri() default {};

    /**
     * The users that may connect.
     *
     * @return {@code name:password} each; default none, every client may connect
     * @see BrokerBuilder#user
     */
    String[] users() default {};

    /**
     * The access rules of the {@link #users()}.
     *
     * @return {@code user permission filter} each, for example {@code gw-a72f write acme/v1/evt/#}, the permission being
     *     {@code read}, {@code write} or {@code readwrite}; default none, every user may do everything
     * @see AclRule
     */
    String[] acl() default {};

    /**
     * Adds a TLS listener with a certificate of a new {@link DevelopmentCa}.
     *
     * @return default false
     */
    boolean tls() default false;

    /**
     * The maximum number of unacknowledged QoS 1 and 2 messages that a client may send.
     *
     * @return 1 to 65,535; default {@value BrokerBuilder#DEFAULT_RECEIVE_MAXIMUM}
     */
    int receiveMaximum() default BrokerBuilder.DEFAULT_RECEIVE_MAXIMUM;

    /**
     * The maximum number of messages that are queued for each offline or slow client before new ones are discarded.
     *
     * @return 1 or more; default {@value BrokerBuilder#DEFAULT_QUEUE_SIZE}
     */
    int queueSize() default BrokerBuilder.DEFAULT_QUEUE_SIZE;

    /**
     * Keeps sessions, queued and retained messages over {@link TestBroker#stop()}, in a temporary directory that is
     * removed with the broker.
     *
     * @return default false
     */
    boolean persistent() default false;
}
