@NullMarked
package dev.latido.testkit.database.internal;

import org.jspecify.annotations.NullMarked;
