/**
 * The log on the disk behind {@link dev.latido.core.JournalOutbox}: a {@link JournalIndex} in memory over a
 * {@link SegmentLog} of files, which {@link Recovery} reads at the start and {@link Sweep} keeps small. Not API. Entry:
 * {@link Journal}.
 *
 * <p>Only the thread of the {@link Committer} writes, in groups with one {@code fsync}. Any thread reads, one at a
 * time, with the monitor of the log. The lock of the {@link WriteQueue} guards the index and is never held while the
 * disk works. The stages of appends complete on the shared scheduler.
 */
@NullMarked
package dev.latido.core.internal.journal;

import org.jspecify.annotations.NullMarked;
