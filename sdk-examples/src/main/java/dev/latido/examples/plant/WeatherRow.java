package dev.latido.examples.plant;

import java.math.BigDecimal;
import java.time.LocalDateTime;

/** One hour of weather: the line of the file, the station's local time, hPa, °C and m/s. */
record WeatherRow(int line, LocalDateTime at, BigDecimal pressure, BigDecimal temperature, BigDecimal wind) {}
