package dev.latido.campaign.report;

/**
 * The machine that a campaign ran on.
 *
 * @param processors as the JVM counts them
 * @param jdk vendor and version
 * @param os name, version and architecture
 * @param memoryBytes physical memory, 0 when unknown
 */
public record Machine(int processors, String jdk, String os, long memoryBytes) {}
