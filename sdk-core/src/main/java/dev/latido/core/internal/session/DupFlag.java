package dev.latido.core.internal.session;

import com.hivemq.client.internal.mqtt.message.publish.MqttPublish;
import com.hivemq.client.internal.mqtt.message.publish.MqttStatefulPublish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DUP flag of a message that arrived. The MQTT client decodes it and does not show it, so it is looked for by the names
 * of fields on the way to it; where they are not found, no message has the flag.
 */
final class DupFlag {

    private static final Logger log = LoggerFactory.getLogger(DupFlag.class);

    private static final String CONFIRMABLE =
            "com.hivemq.client.internal.mqtt.handler.publish.incoming.MqttIncomingPublishConfirmable";
    private static final String WITH_FLOWS =
            "com.hivemq.client.internal.mqtt.handler.publish.incoming.MqttStatefulPublishWithFlows";

    private static final @Nullable Path PATH = path();

    /** From a message that is to be acknowledged to the packet that brought it. */
    private record Path(Field confirmable, Class<?> incoming, Field publishWithFlows, Field publish) {

        @Nullable
        Object packet(MqttPublish message) throws IllegalAccessException {
            Object toConfirm = confirmable.get(message);
            return incoming.isInstance(toConfirm) ? publish.get(publishWithFlows.get(toConfirm)) : null;
        }
    }

    private DupFlag() {}

    private static @Nullable Path path() {
        try {
            Class<?> incoming = Class.forName(CONFIRMABLE);
            return new Path(
                    field(MqttPublish.class, "confirmable"),
                    incoming,
                    field(incoming, "publishWithFlows"),
                    field(Class.forName(WITH_FLOWS), "publish"));
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.debug("the DUP flag of messages cannot be read", e);
            return null;
        }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** Returns whether a message has the flag, as far as that can be seen. */
    static boolean of(Mqtt5Publish message) {
        if (PATH == null || !(message instanceof MqttPublish known)) {
            return false;
        }
        try {
            return PATH.packet(known) instanceof MqttStatefulPublish packet && packet.isDup();
        } catch (IllegalAccessException e) {
            return false;
        }
    }
}
