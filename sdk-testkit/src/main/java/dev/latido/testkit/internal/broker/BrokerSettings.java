package dev.latido.testkit.internal.broker;

import dev.latido.testkit.DevelopmentCa;
import org.jspecify.annotations.Nullable;

/** The settings that all kinds of broker have in common. */
public record BrokerSettings(@Nullable DevelopmentCa ca, int receiveMaximum, int queueSize, AccessList access) {}
