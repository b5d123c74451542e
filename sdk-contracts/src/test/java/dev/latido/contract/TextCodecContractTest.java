package dev.latido.contract;

import dev.latido.core.PayloadCodec;
import dev.latido.core.TextCodec;
import java.util.List;

class TextCodecContractTest extends PayloadCodecContract<String> {

    TextCodecContractTest() {
        super(String.class);
    }

    @Override
    protected PayloadCodec codec() {
        return TextCodec.create();
    }

    @Override
    protected List<String> samples() {
        return List.of("21.3 °C", "", "añ\"\u0000\uD83D\uDE00");
    }

    @Override
    protected List<byte[]> payloadsWithoutParts() {
        return List.of();
    }
}
