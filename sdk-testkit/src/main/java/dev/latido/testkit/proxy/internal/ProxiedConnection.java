package dev.latido.testkit.proxy.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.latido.testkit.internal.mqtt.MalformedPacketException;
import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.Fault;
import dev.latido.testkit.proxy.FaultAction;
import dev.latido.testkit.proxy.FaultScript;
import dev.latido.testkit.proxy.PacketType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The MQTT half of one proxied connection: it sees every packet, asks the rules and forwards. Its lock is never held
 * while it blocks on a socket or while a rule is asked.
 */
final class ProxiedConnection {

    private enum State {
        OPEN,
        /** Everything is discarded; the sockets stay open. */
        HALF_OPEN,
        /**
         * Everything is discarded; packets that were forwarded before are still written, then the connection is closed.
         */
        ENDING
    }

    private final long number;
    private final ProxyServer proxy;
    private final ProxiedSockets wire;
    private final PacketSender toBroker;
    private final PacketSender toClient;

    @GuardedBy("this")
    private final FrameDecoder fromClient = new FrameDecoder();

    @GuardedBy("this")
    private final FrameDecoder fromBroker = new FrameDecoder();

    /** Used under the lock only; {@link FaultRunner} gets them from {@link #flow}. */
    private final PublishFlow messagesToBroker;

    private final PublishFlow messagesToClient;

    @GuardedBy("this")
    private final Map<Integer, String> subscriptions = new HashMap<>();

    @GuardedBy("this")
    private final FaultRunner faults = new FaultRunner(this);

    @GuardedBy("this")
    private State state = State.OPEN;

    @GuardedBy("this")
    private @Nullable Direction endIn;

    @GuardedBy("this")
    private @Nullable SeenPacket last;

    private volatile String clientId = "";
    private volatile int version;

    ProxiedConnection(long number, ProxyServer proxy, ProxiedSockets wire) {
        this.number = number;
        this.proxy = proxy;
        this.wire = wire;
        this.toBroker = wire.lane(Direction.TO_BROKER);
        this.toClient = wire.lane(Direction.TO_CLIENT);
        this.messagesToBroker = new PublishFlow(toBroker::send);
        this.messagesToClient = new PublishFlow(toClient::send);
    }

    String clientId() {
        return clientId;
    }

    /**
     * Handles a packet that has arrived; called by one thread for each direction. Returns whether more packets are
     * wanted: if not, they need not be parsed. The rules are asked without the lock, because they call the user's
     * conditions.
     */
    boolean received(Direction direction, byte[] bytes) throws MalformedPacketException {
        SeenPacket packet = see(direction, bytes);
        if (packet != null) {
            pass(packet, proxy.rules().decide(packet, e -> log(FaultAction.RULE_FAILED, null, e.toString())));
        }
        return isOpen();
    }

    /** Decodes a packet and records what it says about the connection. Returns null if the packet goes no further. */
    private synchronized @Nullable SeenPacket see(Direction direction, byte[] bytes) throws MalformedPacketException {
        if (state != State.OPEN) {
            return null;
        }
        if (version == 0) {
            greet(direction, bytes);
        } else if (FrameDecoder.type(bytes) == PacketType.CONNECT) {
            throw new MalformedPacketException("second CONNECT, or one from the broker");
        }
        Frame frame = (direction == Direction.TO_BROKER ? fromClient : fromBroker).decode(bytes, version);
        learn(direction, frame, bytes);
        String topic = topic(direction, frame);
        if (isOfTheProxy(direction, frame)) {
            return null;
        }
        long ordinal = proxy.ordinal(clientId, direction, frame.type());
        SeenPacket packet = new SeenPacket(frame, direction, clientId, ordinal, topic);
        last = packet;
        return packet;
    }

    /**
     * Forwards a packet or applies the fault of a rule. If the connection has ended in the meantime, the packet is
     * lost; a fault is still logged, because its rule has counted it.
     */
    private synchronized void pass(SeenPacket packet, @Nullable Fault fault) {
        if (fault != null) {
            faults.run(fault, packet);
        } else if (state == State.OPEN) {
            forward(packet.direction(), packet.frame());
            faults.overtaken(packet.direction(), packet.type());
        }
    }

    private void greet(Direction direction, byte[] bytes) throws MalformedPacketException {
        if (direction != Direction.TO_BROKER || FrameDecoder.type(bytes) != PacketType.CONNECT) {
            throw new MalformedPacketException("the first packet is not CONNECT");
        }
        ConnectTerms terms = ConnectTerms.ofConnect(bytes);
        version = terms.version();
        clientId = terms.clientId();
        messagesToClient.receiveMaximum(terms.receiveMaximum());
        log(FaultAction.CONNECTED, null, version == 5 ? "MQTT 5" : "MQTT 3.1.1");
    }

    @GuardedBy("this")
    private void learn(Direction direction, Frame frame, byte[] bytes) throws MalformedPacketException {
        if (frame.type() == PacketType.CONNACK && direction == Direction.TO_CLIENT) {
            ConnectTerms terms = ConnectTerms.ofConnack(bytes, version);
            messagesToBroker.receiveMaximum(terms.receiveMaximum());
            clientId = terms.clientId().isEmpty() ? clientId : terms.clientId();
        }
        if (frame.type() == PacketType.SUBSCRIBE || frame.type() == PacketType.UNSUBSCRIBE) {
            subscriptions.put(frame.packetId(), frame.topic());
        }
    }

    @GuardedBy("this")
    private String topic(Direction direction, Frame frame) {
        @Nullable
        String topic = switch (frame.type()) {
            case PUBACK, PUBREC, PUBCOMP -> flow(direction.opposite()).topicOf(frame.packetId());
            case PUBREL -> flow(direction).topicOf(frame.packetId());
            case SUBACK, UNSUBACK -> subscriptions.remove(frame.packetId());
            default -> frame.topic();
        };
        return topic == null ? "" : topic;
    }

    /** Returns whether the packet belongs to an exchange that the proxy has begun or ended itself. */
    private boolean isOfTheProxy(Direction direction, Frame frame) {
        switch (frame.type()) {
            case PUBACK, PUBREC, PUBCOMP -> {
                boolean swallowed = flow(direction.opposite()).swallows(frame);
                if (swallowed) {
                    log(FaultAction.ACK_SWALLOWED, null, frame.type() + " " + frame.packetId());
                }
                return swallowed;
            }
            case PUBREL -> {
                boolean answered = flow(direction).completes(frame);
                if (answered) {
                    lane(direction.opposite()).send(answers().acknowledgement(PacketType.PUBCOMP, frame.packetId(), 0));
                }
                return answered;
            }
            default -> {
                return false;
            }
        }
    }

    void forward(Direction direction, Frame frame) {
        if (frame.type() == PacketType.PUBLISH) {
            flow(direction).forward(frame);
        } else {
            lane(direction).send(frame);
        }
    }

    PacketSender lane(Direction direction) {
        return direction == Direction.TO_BROKER ? toBroker : toClient;
    }

    PublishFlow flow(Direction direction) {
        return direction == Direction.TO_BROKER ? messagesToBroker : messagesToClient;
    }

    AnswerPackets answers() {
        return new AnswerPackets(version);
    }

    /**
     * Returns the step that repeats an action in a script: right after the packet that was seen last; null before the
     * first packet.
     */
    synchronized FaultScript.@Nullable Step afterLast(FaultAction fault) {
        SeenPacket seen = last;
        return seen == null
                ? null
                : new FaultScript.Step(seen.clientId(), seen.direction(), seen.type(), seen.ordinal(), Fault.of(fault));
    }

    void log(FaultAction action, FaultScript.@Nullable Step step, String detail) {
        proxy.events().add(number, clientId, action, step, detail);
    }

    /**
     * Ends the connection after the packets that were forwarded in this direction have been written. Nothing more is
     * forwarded.
     */
    synchronized void endAfter(Direction direction, Runnable end) {
        if (state == State.OPEN) {
            state = State.ENDING;
            endIn = direction;
            faults.forget();
            lane(direction).finish(end);
        }
    }

    /** Discards everything from now on. Returns whether the connection was open. */
    synchronized boolean halfOpen() {
        if (state != State.OPEN) {
            return false;
        }
        state = State.HALF_OPEN;
        faults.forget();
        toBroker.discard();
        toClient.discard();
        return true;
    }

    /** Sends FIN to both peers at once. Returns whether the connection was alive. */
    boolean cut() {
        boolean alive = swallow();
        wire.cut();
        return alive;
    }

    /** Sends RST to both peers at once. Returns whether the connection was alive. */
    boolean reset() {
        boolean alive = swallow();
        wire.reset();
        return alive;
    }

    private synchronized boolean swallow() {
        boolean alive = state != State.ENDING;
        state = State.ENDING;
        faults.forget();
        return alive;
    }

    private synchronized boolean isOpen() {
        return state == State.OPEN;
    }

    synchronized boolean isAlive() {
        return state != State.ENDING;
    }

    /**
     * Called when a peer has ended the connection or it broke. The other peer is disconnected after earlier packets
     * have been written.
     */
    synchronized void ended(Direction direction, boolean reset, String detail) {
        if (state == State.OPEN) {
            log(FaultAction.DISCONNECTED, null, detail);
            endAfter(direction, reset ? this::reset : this::cut);
        }
    }

    /** Called when writing in this direction failed. Packets that waited there are lost, and so is a planned end. */
    synchronized void broken(Direction direction, String detail) {
        if (state == State.ENDING && endIn == direction) {
            reset();
        } else {
            ended(direction.opposite(), true, detail);
        }
    }

    /** Called when bytes arrived that are not MQTT. */
    synchronized void rejected(Direction direction, MalformedPacketException cause) {
        if (state == State.OPEN) {
            FaultAction action = cause.isOversized() ? FaultAction.OVERSIZED : FaultAction.MALFORMED;
            log(action, null, direction + ": " + cause.getMessage());
            cut();
        }
    }
}
