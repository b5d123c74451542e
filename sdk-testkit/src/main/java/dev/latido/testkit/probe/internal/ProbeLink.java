package dev.latido.testkit.probe.internal;

import dev.latido.testkit.internal.mqtt.MalformedPacketException;
import dev.latido.testkit.internal.mqtt.PacketProperties;
import dev.latido.testkit.internal.mqtt.PacketReader;
import dev.latido.testkit.internal.mqtt.PacketWriter;
import dev.latido.testkit.probe.MqttProbe;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The network connection of a probe: MQTT 5 over a plain or TLS socket, spoken without any MQTT library. One thread
 * reads; writing is thread-safe.
 */
final class ProbeLink {

    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final String[] TLS_PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final int REFUSED = 0x80;
    private static final int QOS_2 = 0x02;
    private static final int RETAIN_AS_PUBLISHED = 0x08;
    private static final int NO_RETAINED = 0x20;

    /** The receiver of packets. Calls are made on the reading thread, in order. */
    interface Listener {

        /** Called for a message, once for each time that the broker published it to the probe. */
        void arrived(PublishPacket delivery);

        /** Called for the answer to SUBSCRIBE, with one code for each filter. */
        void subscribed(int[] reasonCodes);
    }

    private final ProbeSettings settings;
    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    /**
     * QoS 2 messages that were recorded and whose PUBREL has not arrived. A second PUBLISH with the same id would be
     * the same message.
     */
    private final Set<Integer> unreleased = ConcurrentHashMap.newKeySet();

    private int keepAliveSeconds = KEEP_ALIVE_SECONDS;

    private ProbeLink(ProbeSettings settings, Socket socket) throws IOException {
        this.settings = settings;
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    /** Connects and waits for CONNACK. */
    static ProbeLink open(ProbeSettings settings) throws IOException {
        int timeout = (int) MqttProbe.TIMEOUT.toMillis();
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(timeout);
            socket.connect(new InetSocketAddress(host(settings), settings.port()), timeout);
            ProbeLink link = new ProbeLink(settings, settings.encrypted() ? encrypted(settings, socket) : socket);
            link.connect();
            socket.setSoTimeout(0);
            return link;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static String host(ProbeSettings settings) {
        String host = settings.broker().getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Socket encrypted(ProbeSettings settings, Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) context(settings.sslContext())
                .getSocketFactory()
                .createSocket(plain, host(settings), settings.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(TLS_PROTOCOLS);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static SSLContext context(@Nullable SSLContext given) throws IOException {
        try {
            return given == null ? SSLContext.getDefault() : given;
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this JVM has no default SSL context", e);
        }
    }

    private void connect() throws IOException {
        String username = settings.username();
        char[] password = settings.password();
        boolean named = username != null && password != null;
        PacketWriter connect = new PacketWriter()
                .text("MQTT")
                .u8(5)
                .u8(0x02 | (named ? 0xC0 : 0))
                .u16(KEEP_ALIVE_SECONDS)
                .u8(0)
                .text(settings.clientId());
        if (username != null && password != null) {
            ByteBuffer secret = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
            byte[] bytes = Arrays.copyOf(secret.array(), secret.limit());
            connect.text(username).binary(bytes);
        }
        send(connect.packet(0x10));
        int first = in.readUnsignedByte();
        PacketReader body = PacketReader.next(in);
        if (first != 0x20) {
            throw new ProtocolException("not a CONNACK: " + first);
        }
        body.advance(1);
        int code = body.u8();
        if (code != 0) {
            throw new ProtocolException("refused with reason code " + code);
        }
        Integer other = PacketProperties.read(body).serverKeepAlive();
        keepAliveSeconds = other == null ? KEEP_ALIVE_SECONDS : other;
    }

    /** Returns the interval between {@link #ping()}s in milliseconds; 0 if none are needed. */
    long pingMillis() {
        return keepAliveSeconds * 1_000L / 3;
    }

    void subscribe() throws IOException {
        int options = QOS_2 | RETAIN_AS_PUBLISHED | (settings.includingRetained() ? 0 : NO_RETAINED);
        PacketWriter subscribe = new PacketWriter().u16(1).u8(0);
        for (TopicPattern filter : settings.filters()) {
            subscribe.text(filter.toString()).u8(options);
        }
        send(subscribe.packet(0x82));
    }

    /** Reads until the connection ends. */
    void read(Listener listener) throws IOException {
        while (true) {
            flushBeforeWaiting();
            int first = in.readUnsignedByte();
            PacketReader body = PacketReader.next(in);
            switch (first >> 4) {
                case 3 -> published(PublishPacket.read(first & 0x0F, body), listener);
                case 6 -> released(body.u16());
                case 9 -> subscribed(body, listener);
                case 13 -> {}
                case 14 ->
                    throw new ProtocolException(
                            "the broker ended it with reason code " + (body.remaining() == 0 ? 0 : body.u8()));
                default -> throw new ProtocolException("a packet that no broker sends: " + first);
            }
        }
    }

    private void published(PublishPacket delivery, Listener listener) throws IOException {
        if (delivery.qos() < 2 || unreleased.add(delivery.packetId())) {
            listener.arrived(delivery);
        }
        if (delivery.qos() > 0) {
            acknowledge(delivery.qos() == 1 ? 0x40 : 0x50, delivery.packetId());
        }
    }

    private void released(int packetId) throws IOException {
        unreleased.remove(packetId);
        acknowledge(0x70, packetId);
    }

    private static void subscribed(PacketReader body, Listener listener) throws MalformedPacketException {
        body.advance(2);
        PacketProperties.read(body);
        byte[] codes = body.rest();
        int[] reasonCodes = new int[codes.length];
        for (int i = 0; i < codes.length; i++) {
            reasonCodes[i] = codes[i] & 0xFF;
        }
        listener.subscribed(reasonCodes);
    }

    static boolean isRefusal(int reasonCode) {
        return reasonCode >= REFUSED;
    }

    /**
     * Writes an acknowledgement. {@link #flushBeforeWaiting()} sends it, so that many acknowledgements share few
     * segments.
     */
    private void acknowledge(int first, int packetId) throws IOException {
        synchronized (out) {
            out.write(new PacketWriter().u16(packetId).packet(first));
        }
    }

    private void flushBeforeWaiting() throws IOException {
        if (in.available() == 0) {
            synchronized (out) {
                out.flush();
            }
        }
    }

    void ping() throws IOException {
        send(new PacketWriter().packet(0xC0));
    }

    void disconnect() throws IOException {
        send(new PacketWriter().packet(0xE0));
    }

    /** Closes the socket. A thread that reads or writes gets an exception. */
    void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Nothing is left to release.
        }
    }

    private void send(byte[] packet) throws IOException {
        synchronized (out) {
            out.write(packet);
            out.flush();
        }
    }
}
