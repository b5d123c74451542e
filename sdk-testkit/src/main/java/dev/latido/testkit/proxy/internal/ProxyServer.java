package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultEvent;
import dev.latido.testkit.proxy.FaultProxy;
import dev.latido.testkit.proxy.FaultScript;
import dev.latido.testkit.proxy.PacketType;
import dev.latido.testkit.proxy.Packets;
import dev.latido.testkit.proxy.ProxyClient;
import dev.latido.testkit.proxy.RandomFaults;
import dev.latido.testkit.proxy.Rule;
import dev.latido.testkit.proxy.RuleStep;
import dev.latido.testkit.proxy.internal.rule.RuleBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Accepts connections and keeps their common state. Thread-safe. */
final class ProxyServer implements FaultProxy {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final int BACKLOG = 1024;
    private static final long CLOSE_SECONDS = 2;
    private static final int TYPES = 16;

    private final ProxySettings settings;
    private final ServerSocket listener;
    private final Thread acceptor;
    private final RuleBook rules;
    private final EventLog events;
    private final LinkConditions toBroker = new LinkConditions();
    private final LinkConditions toClient = new LinkConditions();
    private final Set<ProxiedSockets> wires = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicLongArray> ordinals = new ConcurrentHashMap<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile ProxySettings.Target target;
    private volatile boolean refusing;

    ProxyServer(ProxySettings settings) {
        this.settings = settings;
        this.target = settings.target();
        this.rules = new RuleBook(settings.seed());
        this.events = new EventLog(settings.clock());
        this.listener = bind(settings.port());
        this.acceptor = new Thread(this::acceptAll, "latido-proxy-" + port() + "-accept");
        this.acceptor.setDaemon(true);
    }

    private static ServerSocket bind(int port) {
        ServerSocket socket = null;
        try {
            InetAddress loopback = Inet4Address.getByAddress(LOOPBACK);
            socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback, port), BACKLOG);
            return socket;
        } catch (IOException e) {
            if (socket != null) {
                closeQuietly(socket);
            }
            throw new UncheckedIOException("the proxy cannot listen on 127.0.0.1:" + port, e);
        }
    }

    void listen() {
        acceptor.start();
    }

    private void acceptAll() {
        while (!closed.get()) {
            try {
                welcome(listener.accept());
            } catch (IOException e) {
                // Closed, or out of file descriptors: other connections get time to release some.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
    }

    private void welcome(Socket socket) {
        long number = accepted.incrementAndGet();
        if (refusing) {
            events.add(number, "", FaultAction.REFUSED, null, "");
            PeerStreams.reset(socket);
            return;
        }
        ProxiedSockets wire = new ProxiedSockets(number, this, socket);
        wires.add(wire);
        wire.start();
        if (closed.get()) {
            wire.close();
        }
    }

    ProxySettings settings() {
        return settings;
    }

    ProxySettings.Target target() {
        return target;
    }

    RuleBook rules() {
        return rules;
    }

    EventLog events() {
        return events;
    }

    LinkConditions weather(Direction direction) {
        return direction == Direction.TO_BROKER ? toBroker : toClient;
    }

    long ordinal(String clientId, Direction direction, PacketType type) {
        return ordinals.computeIfAbsent(clientId, id -> new AtomicLongArray(2 * TYPES))
                .incrementAndGet((direction == Direction.TO_BROKER ? 0 : TYPES) + type.code());
    }

    void forget(ProxiedSockets wire) {
        wires.remove(wire);
    }

    @Override
    public String uri() {
        return (settings.serverTls() == null ? "mqtt://" : "mqtts://") + host() + ":" + port();
    }

    @Override
    public String host() {
        return settings.serverTls() == null ? "127.0.0.1" : "localhost";
    }

    @Override
    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void target(String host, int port) {
        target = ProxyBuilder.target(host, port);
        setting("target " + host + ":" + port);
    }

    @Override
    public ProxyClient connection(String clientId) {
        Objects.requireNonNull(clientId, "clientId must not be null");
        return new NamedClient(this, clientId);
    }

    @Override
    public int cutAll() {
        return cut(link -> true);
    }

    @Override
    public int resetAll() {
        return reset(link -> true);
    }

    @Override
    public int halfOpenAll() {
        return halfOpen(link -> true);
    }

    int cut(Predicate<ProxiedConnection> whom) {
        return each(whom, FaultAction.CUT, FaultAction.CUT_AFTER, ProxiedConnection::cut);
    }

    int reset(Predicate<ProxiedConnection> whom) {
        return each(whom, FaultAction.RESET, FaultAction.RESET_AFTER, ProxiedConnection::reset);
    }

    int halfOpen(Predicate<ProxiedConnection> whom) {
        return each(whom, FaultAction.HALF_OPEN, null, ProxiedConnection::halfOpen);
    }

    int count(Predicate<ProxiedConnection> whom) {
        return (int) wires.stream().map(ProxiedSockets::link).filter(whom).count();
    }

    private int each(
            Predicate<ProxiedConnection> whom,
            FaultAction action,
            @Nullable FaultAction again,
            Predicate<ProxiedConnection> deed) {
        int done = 0;
        for (ProxiedSockets wire : wires) {
            ProxiedConnection link = wire.link();
            if (whom.test(link) && deed.test(link)) {
                link.log(action, again == null ? null : link.afterLast(again), "");
                done++;
            }
        }
        return done;
    }

    private void setting(String what) {
        events.add(0, "", FaultAction.SETTING, null, what);
    }

    @Override
    public void refuse() {
        refusing = true;
        setting("refuse");
    }

    @Override
    public void accept() {
        refusing = false;
        setting("accept");
    }

    @Override
    public RuleStep when(Packets packets) {
        Objects.requireNonNull(packets, "packets must not be null");
        return fault -> rules.add(packets, fault);
    }

    @Override
    public Rule random(RandomFaults faults) {
        return rules.add(Objects.requireNonNull(faults, "faults must not be null"));
    }

    @Override
    public Rule replay(FaultScript script) {
        return rules.add(Objects.requireNonNull(script, "script must not be null"));
    }

    @Override
    public void delay(Direction direction, Duration delay) {
        Objects.requireNonNull(direction, "direction must not be null");
        Objects.requireNonNull(delay, "delay must not be null");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative: " + delay);
        }
        weather(direction).delayNanos(delay.toNanos());
        setting("delay " + direction + " " + delay);
    }

    @Override
    public void bandwidth(Direction direction, long bytesPerSecond) {
        Objects.requireNonNull(direction, "direction must not be null");
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond must be at least 1: " + bytesPerSecond);
        }
        weather(direction).bytesPerSecond(bytesPerSecond);
        setting("bandwidth " + direction + " " + (bytesPerSecond == UNLIMITED ? "unlimited" : bytesPerSecond));
    }

    @Override
    public void heal() {
        rules.clear();
        toBroker.clear();
        toClient.clear();
        refusing = false;
        setting("heal");
    }

    @Override
    public List<FaultEvent> log() {
        return events.events();
    }

    @Override
    public Map<FaultAction, Long> counts() {
        return events.counts();
    }

    @Override
    public long count(FaultAction action) {
        return events.count(Objects.requireNonNull(action, "action must not be null"));
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        closeQuietly(listener);
        List<ProxiedSockets> open = List.copyOf(wires);
        open.forEach(ProxiedSockets::close);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        try {
            acceptor.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            for (ProxiedSockets wire : open) {
                wire.join(deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The port is released in any case.
        }
    }
}
