package dev.latido.campaign.report;

/**
 * A cell that was left out.
 *
 * @param cell its name
 * @param why the reason, as a sentence
 */
public record NotRun(String cell, String why) {}
