package dev.latido.core.internal.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes that the peer sends, to recognise one that does not speak MQTT. Leaves the pipeline after them.
 * Thread-safe.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {

    static final String TLS = "TLS";

    private static final int MOST = 48;
    private static final int CONNACK = 0x20;
    private static final int TLS_ALERT = 0x15;
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR = 3;

    private volatile byte[] bytes = new byte[0];

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf buffer) {
            byte[] read = new byte[Math.min(MOST, buffer.readableBytes())];
            buffer.getBytes(buffer.readerIndex(), read);
            bytes = read;
            context.pipeline().remove(this);
        }
        context.fireChannelRead(message);
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }

    /** Returns whether they are a CONNACK of two bytes, as MQTT 3.1.1 has it and MQTT 5 has not. */
    boolean isShortConnAck() {
        byte[] read = bytes;
        return read.length >= 2 && read[0] == CONNACK && read[1] == 2;
    }

    boolean isHttp() {
        return firstLine(bytes).startsWith("HTTP/");
    }

    /** Returns the protocol in words if it is recognised as another one than MQTT; otherwise null. */
    @Nullable
    String foreignProtocol() {
        byte[] read = bytes;
        if (read.length < 3) {
            return null;
        }
        if ((read[0] == TLS_ALERT || read[0] == TLS_HANDSHAKE) && read[1] == TLS_MAJOR) {
            return TLS;
        }
        String line = firstLine(read);
        if (line.startsWith("HTTP/")) {
            return "HTTP ('" + line + "')";
        }
        if (line.startsWith("SSH-")) {
            return "SSH ('" + line + "')";
        }
        if (line.startsWith("AMQP")) {
            return "AMQP";
        }
        boolean text = line.length() >= 4 && line.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        return text ? "the text '" + line + "'" : null;
    }

    private static String firstLine(byte[] read) {
        String text = new String(read, StandardCharsets.ISO_8859_1);
        int end = 0;
        while (end < text.length() && text.charAt(end) >= ' ' && text.charAt(end) < 0x7F) {
            end++;
        }
        boolean lineEnds = end == text.length() || text.charAt(end) == '\r' || text.charAt(end) == '\n';
        return lineEnds || text.startsWith("AMQP") ? text.substring(0, end) : "";
    }
}
