package dev.latido.campaign.process;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Holds at most one armed point. The first thread that reaches it reports it and stops. */
final class CrashPoints {

    private final AtomicReference<@Nullable CrashPoint> armed = new AtomicReference<>();
    private final Voice voice;

    CrashPoints(Voice voice) {
        this.voice = voice;
    }

    void arm(CrashPoint point) {
        armed.set(point);
    }

    void disarm() {
        armed.set(null);
    }

    void reached(CrashPoint point) {
        if (armed.get() != point || !armed.compareAndSet(point, null)) {
            return;
        }
        voice.say(Lines.REACHED + point.word());
        while (point != CrashPoint.IN_COMMIT) {
            LockSupport.park(this);
        }
    }
}
