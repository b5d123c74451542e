/** The segment log behind {@link dev.latido.core.JournalOutbox}. Not API. */
@NullMarked
package dev.latido.core.internal.journal;

import org.jspecify.annotations.NullMarked;
