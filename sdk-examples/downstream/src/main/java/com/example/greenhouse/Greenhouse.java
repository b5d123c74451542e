package com.example.greenhouse;

import dev.latido.topics.Topic;
import dev.latido.topics.TopicFilter;
import dev.latido.topics.TopicRoot;

/** The topics of the greenhouse, in one place. */
public final class Greenhouse {

    private static final TopicRoot ROOT = TopicRoot.of("greenhouse", 1);

    private Greenhouse() {}

    /** Returns the topic of the humidity of a sensor in a bed. */
    public static Topic humidity(String bed, String sensor) {
        return ROOT.events().site("main").area(bed).device(sensor).measure("humidity");
    }

    /** Returns the filter for the humidity of every bed. */
    public static TopicFilter allHumidity() {
        return ROOT.events().site("main").anyArea().anyDevice().measure("humidity");
    }

    /** Returns the topic of the presence of a sensor. */
    public static Topic presence(String bed, String sensor) {
        return ROOT.presence().site("main").area(bed).device(sensor);
    }
}
