/** The seen-store in memory: windows of numbered ids, a log of the others. Not API, may change in any release. */
@NullMarked
package dev.latido.idempotency.memory;

import org.jspecify.annotations.NullMarked;
