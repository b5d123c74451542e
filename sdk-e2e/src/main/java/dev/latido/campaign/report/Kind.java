package dev.latido.campaign.report;

/** The code that a cell tests. */
public enum Kind {
    /** Latido: its guarantees must hold. */
    LATIDO,
    /** Code without Latido: its losses show that the harness detects losses. */
    CONTROL
}
