package dev.latido.examples.plant;

import java.math.BigDecimal;
import java.time.LocalDateTime;

/** The payload of a device: the line of the file, the hour, the value. */
record Reading(int line, LocalDateTime at, BigDecimal value) {}
