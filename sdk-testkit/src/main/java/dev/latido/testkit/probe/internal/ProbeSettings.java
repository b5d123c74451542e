package dev.latido.testkit.probe.internal;

import dev.latido.testkit.probe.ProbedMessage;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The settings of a probe. Its string form leaves out the password. */
record ProbeSettings(
        URI broker,
        String clientId,
        List<TopicPattern> filters,
        @Nullable String username,
        char @Nullable [] password,
        @Nullable SSLContext sslContext,
        Function<? super ProbedMessage, String> key,
        boolean includingRetained,
        int limit) {

    boolean encrypted() {
        return "mqtts".equals(broker.getScheme());
    }

    int port() {
        return broker.getPort() >= 0 ? broker.getPort() : encrypted() ? 8_883 : 1_883;
    }

    @Override
    public String toString() {
        return clientId + " on " + broker;
    }
}
