/** Real databases for tests, without installation and without Docker. */
@NullMarked
package dev.latido.testkit.database;

import org.jspecify.annotations.NullMarked;
