/**
 * The plant, a complete demonstration: a weather station of three devices, a broker, network faults, and a database that is
 * compared with the source file. Entry: {@link PlantCommand}.
 */
@NullMarked
package dev.latido.examples.plant;

import org.jspecify.annotations.NullMarked;
