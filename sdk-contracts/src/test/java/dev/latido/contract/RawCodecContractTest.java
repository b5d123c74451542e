package dev.latido.contract;

import dev.latido.core.PayloadCodec;
import dev.latido.core.RawCodec;
import java.util.List;

class RawCodecContractTest extends PayloadCodecContract<byte[]> {

    RawCodecContractTest() {
        super(byte[].class);
    }

    @Override
    protected PayloadCodec codec() {
        return RawCodec.create();
    }

    @Override
    protected List<byte[]> samples() {
        return List.of(new byte[] {1, 0, (byte) 0xFF}, new byte[0], new byte[10_000]);
    }

    @Override
    protected List<byte[]> payloadsWithoutParts() {
        return List.of();
    }
}
