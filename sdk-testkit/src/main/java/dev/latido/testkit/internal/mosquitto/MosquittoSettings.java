package dev.latido.testkit.internal.mosquitto;

import dev.latido.testkit.internal.broker.BrokerSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of a Mosquitto broker. The data directory is null if everything stays in memory. */
record MosquittoSettings(
        BrokerSettings common,
        @Nullable Path data,
        boolean clientCertificates,
        @Nullable Path revocationList,
        List<String> furtherLines) {}
