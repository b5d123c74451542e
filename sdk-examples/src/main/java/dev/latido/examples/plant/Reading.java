package dev.latido.examples.plant;

import java.math.BigDecimal;
import java.time.LocalDateTime;

/** What a device publishes: the line of the file that it stands for, the hour, the value. */
record Reading(int line, LocalDateTime at, BigDecimal value) {}
