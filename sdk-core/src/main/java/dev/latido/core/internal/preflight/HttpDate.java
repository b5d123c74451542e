package dev.latido.core.internal.preflight;

import dev.latido.core.NetworkProxy;
import dev.latido.core.internal.session.BrokerAddress;
import dev.latido.core.internal.session.ConnectionSettings;
import dev.latido.core.internal.tls.TlsMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What time it is by whoever speaks HTTP on the way to the broker: an HTTP proxy, or the listener for WebSockets. MQTT
 * itself carries no time.
 */
final class HttpDate {

    private static final String HEADER = "date:";
    private static final int LONGEST_ANSWER = 16_384;

    private HttpDate() {}

    /**
     * Asks, without credentials: also a refusal has a date (RFC 9110, section 6.6.1).
     *
     * @param address of the proxy or the broker
     * @param tls null where the listener is plain, or a proxy is asked
     * @return null if nobody speaks HTTP, or tells no date
     */
    static @Nullable Instant ask(
            ConnectionSettings settings,
            BrokerAddress broker,
            InetSocketAddress address,
            @Nullable TlsMaterial tls,
            int timeoutMillis) {
        String there = broker.host().contains(":") ? "[" + broker.host() + "]" : broker.host();
        String host = there + ":" + broker.port();
        NetworkProxy proxy = settings.proxy();
        try {
            if (proxy != null) {
                return proxy.protocol() == NetworkProxy.Protocol.HTTP
                        ? plain("CONNECT " + host + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n", address, timeoutMillis)
                        : null;
            }
            if (!broker.webSocket()) {
                return null;
            }
            String request = "HEAD /" + broker.path() + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            return tls == null
                    ? plain(request, address, timeoutMillis)
                    : TlsProbe.inTls(
                                    broker,
                                    address,
                                    tls,
                                    timeoutMillis,
                                    socket -> Optional.ofNullable(answer(socket, request)))
                            .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Instant plain(String request, InetSocketAddress address, int timeoutMillis)
            throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, timeoutMillis);
            socket.setSoTimeout(timeoutMillis);
            return answer(socket, request);
        }
    }

    private static @Nullable Instant answer(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int read = 0; read < LONGEST_ANSWER; read++) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String header = line.toString().strip();
            if (header.isEmpty()) {
                return null;
            }
            if (header.toLowerCase(Locale.ROOT).startsWith(HEADER)) {
                return date(header.substring(HEADER.length()).strip());
            }
            line.setLength(0);
        }
        return null;
    }

    private static @Nullable Instant date(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
