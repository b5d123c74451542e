@NullMarked
package dev.latido.testkit.database;

import org.jspecify.annotations.NullMarked;
