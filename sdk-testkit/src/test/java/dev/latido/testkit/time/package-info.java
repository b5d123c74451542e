@NullMarked
package dev.latido.testkit.time;

import org.jspecify.annotations.NullMarked;
