package dev.latido.examples.plant;

import java.math.BigDecimal;
import java.util.Locale;

/** The measures of the station; each has one device. */
enum Measure {
    PRESSURE("barometer"),
    TEMPERATURE("thermometer"),
    WIND("anemometer");

    private final String device;

    Measure(String device) {
        this.device = device;
    }

    /** Returns the device's name in topics and client ids. */
    String device() {
        return device;
    }

    /** Returns the measure's name in topics, in the database and in the report. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    BigDecimal of(WeatherRow row) {
        return switch (this) {
            case PRESSURE -> row.pressure();
            case TEMPERATURE -> row.temperature();
            case WIND -> row.wind();
        };
    }
}
