package dev.latido.core.internal.presence;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;

/** Reads a presence in JSON, for tests of class paths on which little of Jackson works. */
public final class PresenceInJson implements Callable<String> {

    /** Called by reflection. */
    public PresenceInJson() {}

    @Override
    public String call() {
        byte[] payload = "{\"status\":\"online\",\"since\":1732272000000}".getBytes(StandardCharsets.UTF_8);
        return PresencePayload.of(payload, List.of()).toString();
    }
}
