package dev.latido.testkit.internal.hivemq;

import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import dev.latido.testkit.AclRule;
import dev.latido.testkit.internal.broker.AccessList;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Enforces an {@link AccessList} in HiveMQ. It runs in the embedded broker as well as in the container, so it uses
 * nothing but the extension SDK.
 */
final class AccessGate implements SimpleAuthenticator {

    private final AccessList access;
    private final Map<String, List<TopicPermission>> permissions;

    /** Must be called while the extension starts, when HiveMQ's builders are available. */
    AccessGate(AccessList access) {
        this.access = access;
        this.permissions = access.rules().stream()
                .collect(Collectors.groupingBy(
                        AclRule::user, Collectors.mapping(AccessGate::permission, Collectors.toList())));
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        if (admits(input.getConnectPacket(), output)) {
            output.authenticateSuccessfully();
        } else {
            refuse(output);
        }
    }

    /** Returns whether the client is a known user, and sets the permissions of that user. */
    boolean admits(ConnectPacket connect, SimpleAuthOutput output) {
        String name = username(connect);
        if (!access.admits(name, password(connect))) {
            return false;
        }
        if (name != null && !access.rules().isEmpty()) {
            ModifiableDefaultPermissions granted = output.getDefaultPermissions();
            granted.setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
            granted.addAll(permissions.getOrDefault(name, List.of()));
        }
        return true;
    }

    static void refuse(SimpleAuthOutput output) {
        output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "bad user name or password");
    }

    @SuppressWarnings("NullAway") // Optional.orElse(null) is @Nullable
    static @Nullable String username(ConnectPacket connect) {
        return connect.getUserName().orElse(null);
    }

    @SuppressWarnings("NullAway") // Optional.orElse(null) is @Nullable
    static @Nullable String password(ConnectPacket connect) {
        return connect.getPassword().map(AccessGate::text).orElse(null);
    }

    private static TopicPermission permission(AclRule rule) {
        TopicPermission.MqttActivity activity = switch (rule.permission()) {
            case READ -> TopicPermission.MqttActivity.SUBSCRIBE;
            case WRITE -> TopicPermission.MqttActivity.PUBLISH;
            case READWRITE -> TopicPermission.MqttActivity.ALL;
        };
        return Builders.topicPermission()
                .topicFilter(rule.filter())
                .activity(activity)
                .build();
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.slice()).toString();
    }
}
