package dev.latido.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** One end of a TCP connection that speaks bytes. */
final class Peer implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 5_000;

    private final Socket socket;
    private final DataInputStream in;

    Peer(Socket socket) {
        this.socket = socket;
        try {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Peer dial(int port) {
        try {
            return new Peer(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Peer send(byte[]... packets) {
        try {
            socket.getOutputStream().write(Wired.concat(packets));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The other side may close while this is being written. */
    void sendWhatYouCan(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // Enough was sent.
        }
    }

    /** The next packet with its headers. */
    byte[] next() {
        try {
            int first = in.readUnsignedByte();
            int length = 0;
            int digit;
            int shift = 0;
            do {
                digit = in.readUnsignedByte();
                length |= (digit & 0x7F) << shift;
                shift += 7;
            } while ((digit & 0x80) != 0);
            return Wired.packet(first, in.readNBytes(length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads and forgets so many bytes. */
    void skip(long bytes) {
        try {
            in.skipNBytes(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Peer expect(byte[]... packets) {
        for (byte[] packet : packets) {
            assertThat(next()).containsExactly(packet);
        }
        return this;
    }

    /** The socket is open, and silent for this long. */
    void expectSilence(int millis) {
        try {
            socket.setSoTimeout(millis);
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The other side has sent FIN, and nothing before it. */
    void expectEnd() {
        try {
            assertThat(in.read()).isEqualTo(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The other side has sent RST. */
    void expectReset() {
        assertThatThrownBy(in::read).isInstanceOf(SocketException.class).hasMessageContaining("reset");
    }

    /** Sends FIN, goes on reading. */
    void finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // The proxy was faster.
        }
    }

    /** Reads until FIN or RST; silence is a failure. */
    void readToTheEnd() {
        try {
            in.skipNBytes(Long.MAX_VALUE);
        } catch (EOFException | SocketException e) {
            // The end, one way or the other.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void resetByMe() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
