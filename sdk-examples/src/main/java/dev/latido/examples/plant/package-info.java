/** The main job: a weather station of three devices, a broker, trouble on the way, and a database that counts. */
@NullMarked
package dev.latido.examples.plant;

import org.jspecify.annotations.NullMarked;
