/** The main job and the course's lab. */
@NullMarked
package dev.latido.examples;

import org.jspecify.annotations.NullMarked;
