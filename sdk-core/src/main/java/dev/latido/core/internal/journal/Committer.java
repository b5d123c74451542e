package dev.latido.core.internal.journal;

import dev.latido.core.OutboxException;
import dev.latido.core.internal.threads.SdkThreads;
import dev.latido.core.internal.threads.SerialExecutor;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confined to its own thread, the only one that writes a journal. Each round takes everything that was added while the
 * disk was busy, writes it, forces it to the disk once, and completes the stages of the publishers on another thread.
 *
 * <p>After a failed write or force, nothing after the last successful force counts: the operating system may have
 * discarded it even if the next force succeeds. The appends in it fail, the segment ends at the last successful force,
 * and the log continues in a new segment as soon as one can be created.
 */
final class Committer implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Committer.class);

    /**
     * The number of removals after which they are forced without an append. A power failure loses at most these, and
     * their messages are sent again.
     */
    private static final int REMOVALS_NOT_FORCED = 8_192;

    private static final int BUFFER_BYTES = 1 << 20;

    private final WriteQueue queue;
    private final SegmentLog segments;
    private final int segmentBytes;
    private final long retryPause;
    private final Sweep sweep;
    private final Bytes buffer = new Bytes(BUFFER_BYTES);
    private final Batch.Removals notForced = new Batch.Removals();
    private final Executor completions = new SerialExecutor(SdkThreads.shared());
    private Batch batch = new Batch();
    private boolean broken;

    Committer(WriteQueue queue, SegmentLog segments, JournalSettings settings) {
        this.queue = queue;
        this.segments = segments;
        this.segmentBytes = settings.segmentBytes();
        this.retryPause = settings.retryPause().toNanos();
        this.sweep = new Sweep(queue, segments, segmentBytes);
    }

    @Override
    public void run() {
        try {
            do {
                round();
            } while (!batch.isClosing);
        } catch (RuntimeException | Error e) {
            log.error(
                    "writing the outbox in {} failed and ends; this is a bug in Latido",
                    segments.disk().path(),
                    e);
            fail(e);
            queue.close();
        } finally {
            segments.close();
        }
    }

    private void round() {
        batch = broken ? queue.takeAfter(retryPause) : queue.take(!sweep.hasWork());
        try {
            if (broken) {
                heal();
            }
            if (!batch.isEmpty() || batch.isClosing) {
                write();
            }
        } catch (IOException e) {
            fail(e);
            return;
        }
        complete();
        try {
            tidy();
        } catch (IOException e) {
            forget();
            fail(e);
        }
    }

    // --- writing ---

    private void write() throws IOException {
        buffer.clear();
        int start = segments.end();
        Records.writeMark(buffer, segments.activeNumber(), segments.durable(), batch.lastSequence);
        for (Append append : batch.appends) {
            append.offset = start + buffer.length();
            append.length = Records.writeMessage(buffer, append.message);
        }
        Records.writeRemovals(buffer, true, batch.removals.urgent);
        Records.writeRemovals(buffer, false, batch.removals.plain);
        segments.append(buffer.array(), buffer.length());
        notForced.addAll(batch.removals);
        batch.removals.clear();
        if (!batch.appends.isEmpty() || batch.isClosing || notForced.size() > REMOVALS_NOT_FORCED) {
            force();
            queue.written(batch, segments.activeNumber());
        }
    }

    private void force() throws IOException {
        segments.force();
        notForced.clear();
    }

    private void complete() {
        List<Append> passed = batch.passed;
        List<Append> stored = batch.appends;
        if (!passed.isEmpty() || !stored.isEmpty()) {
            completions.execute(() -> {
                passed.forEach(append -> append.complete(null));
                stored.forEach(append -> append.complete(null));
            });
        }
    }

    /** Does the work that publishers do not have to wait for. */
    private void tidy() throws IOException {
        if (batch.isLast && segments.isForced() && !segments.isMarked()) {
            mark();
        }
        if (batch.isClosing) {
            force();
            sweep.beforeClosing();
            return;
        }
        if (segments.end() >= segmentBytes) {
            force();
            segments.roll(batch.lastSequence);
        }
        sweep.round(batch.isLast);
    }

    /** Writes how far the log is forced, so that recovery after a crash can tell damage from an incomplete write. */
    private void mark() throws IOException {
        buffer.clear();
        Records.writeMark(buffer, segments.activeNumber(), segments.durable(), batch.lastSequence);
        segments.append(buffer.array(), buffer.length());
        segments.marked();
    }

    // --- failing and healing ---

    private void heal() throws IOException {
        segments.roll(batch.lastSequence);
        broken = false;
        queue.healed();
        log.info(
                "the outbox in {} can be written again and accepts messages",
                segments.disk().path());
    }

    private void fail(Throwable cause) {
        OutboxException reason = new OutboxException(
                "the outbox in " + segments.disk().path() + " cannot be written: " + cause
                        + "; stored messages are kept, and new ones are accepted again once the problem is fixed"
                        + " (is the disk full?)",
                cause);
        if (broken) {
            log.debug("{}", reason.getMessage(), cause);
        } else {
            log.error("{}", reason.getMessage(), cause);
        }
        broken = true;
        List<Append> failed = queue.failed(reason, batch, notForced);
        notForced.clear();
        List<Append> passed = batch.passed;
        completions.execute(() -> {
            passed.forEach(append -> append.complete(null));
            failed.forEach(append -> append.completeExceptionally(reason));
        });
    }

    /** Drops the batch, which is complete: a later failure does not concern it. */
    private void forget() {
        boolean isClosing = batch.isClosing;
        batch = new Batch();
        batch.isClosing = isClosing;
    }
}
