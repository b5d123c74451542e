package dev.latido.topics;

import dev.latido.topics.internal.LevelOrder;
import java.util.function.Function;

/**
 * The levels of a channel below its devices, so that one set of steps serves all channels.
 *
 * @param <D> the result of choosing one device
 * @param <F> the result of choosing any device, or a device after a wildcard
 * @param exact makes the result from the path of one device
 * @param filter makes the result from a path with wildcards
 * @param everything makes the filter for all topics below a path that is no deeper than the device
 */
record Ending<D, F>(
        Function<TopicPath, D> exact, Function<TopicPath, F> filter, Function<TopicPath, TopicFilter> everything) {

    static final String PRESENCE_LEVEL = "presence";

    static final Ending<MeasureStep, MeasureFilterStep> EVENTS = new Ending<>(
            path -> new MeasureStep(path, false), path -> new MeasureFilterStep(path, false), Ending::below);

    static final Ending<MeasureStep, MeasureFilterStep> STATE =
            new Ending<>(path -> new MeasureStep(path, true), path -> new MeasureFilterStep(path, true), Ending::below);

    static final Ending<CommandStep, CommandFilterStep> COMMANDS =
            new Ending<>(CommandStep::new, CommandFilterStep::new, Ending::below);

    static final Ending<Topic, TopicFilter> PRESENCE = new Ending<>(
            path -> path.fixed(PRESENCE_LEVEL).topic(),
            path -> path.fixed(PRESENCE_LEVEL).filter(),
            Ending::presenceBelow);

    static TopicFilter below(TopicPath path) {
        return path.fixed("#").filter();
    }

    /** Returns the path of a measure whose topic could not be told from the device's presence. */
    static TopicPath reservedPresence(TopicPath device) {
        String message = "\"presence\" is reserved for the presence of the device: use presence() of the root,"
                + " or another name";
        return device.refused(PRESENCE_LEVEL, message, "availability");
    }

    private static TopicFilter presenceBelow(TopicPath path) {
        TopicPath devices = path;
        while (devices.depth() <= LevelOrder.DEVICE) {
            devices = devices.fixed("+");
        }
        return devices.fixed(PRESENCE_LEVEL).filter();
    }
}
