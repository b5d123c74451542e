/** What strangers and damaged files can feed to the SDK's parsers: samples, broken in every way. */
@NullMarked
package dev.latido.fuzz;

import org.jspecify.annotations.NullMarked;
