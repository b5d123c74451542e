package dev.latido.testkit.proxy.internal;

import dev.latido.testkit.proxy.Direction;
import dev.latido.testkit.proxy.Fault;
import dev.latido.testkit.proxy.FaultScript;
import dev.latido.testkit.proxy.MqttPacket;
import dev.latido.testkit.proxy.PacketType;
import java.util.OptionalInt;

/** A frame with what the connection knows about it. */
record SeenPacket(Frame frame, Direction direction, String clientId, long ordinal, String topic) implements MqttPacket {

    FaultScript.Step step(Fault fault) {
        return new FaultScript.Step(clientId, direction, type(), ordinal, fault);
    }

    @Override
    public PacketType type() {
        return frame.type();
    }

    @Override
    public OptionalInt packetId() {
        return frame.packetId() == 0 ? OptionalInt.empty() : OptionalInt.of(frame.packetId());
    }

    @Override
    public int qos() {
        return frame.qos();
    }

    @Override
    public boolean isDup() {
        return frame.isDup();
    }

    @Override
    public boolean isRetained() {
        return frame.isRetained();
    }

    @Override
    public OptionalInt reasonCode() {
        return frame.reasonCode() < 0 ? OptionalInt.empty() : OptionalInt.of(frame.reasonCode());
    }

    @Override
    public byte[] payload() {
        return frame.payload();
    }

    @Override
    public int size() {
        return frame.size();
    }
}
