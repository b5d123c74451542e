package dev.latido.campaign.report;

/** Whose promises a cell puts to the test. */
public enum Kind {
    /** Latido's: they must hold. */
    LATIDO,
    /** Those of code without Latido: its losses show that the harness sees them. */
    CONTROL
}
