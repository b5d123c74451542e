package dev.latido.testkit.simulator.internal;

import dev.latido.testkit.simulator.Signal;
import java.util.Random;

/** The values of one measure of one device, one after the other. Not thread-safe. */
final class Walk {

    /** How much of the way back to the middle each step takes, and how far, as a share of the range, noise goes. */
    private static final double REVERSION = 0.05;

    private static final double NOISE = 0.02;

    private final Signal signal;
    private final double scale;
    private double position;

    Walk(Signal signal, Random random) {
        this.signal = signal;
        this.scale = StrictMath.pow(10, signal.decimals());
        this.position = signal.low() + random.nextDouble() * (signal.high() - signal.low());
    }

    double next(Random random) {
        double middle = (signal.low() + signal.high()) / 2;
        double noise = random.nextGaussian() * NOISE * (signal.high() - signal.low());
        position = limited(position + REVERSION * (middle - position) + noise);
        return limited(StrictMath.rint(position * scale) / scale);
    }

    private double limited(double value) {
        return StrictMath.max(signal.low(), StrictMath.min(signal.high(), value));
    }
}
