package dev.latido.testkit.internal.broker;

import dev.latido.testkit.DevelopmentCa;
import org.jspecify.annotations.Nullable;

/** What was declared for a broker of any kind. */
record BrokerSettings(@Nullable DevelopmentCa ca, int receiveMaximum, int queueSize, AccessList access) {}
