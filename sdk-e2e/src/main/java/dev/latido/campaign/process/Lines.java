package dev.latido.campaign.process;

/** The first words of what a child says on its standard output and is told on its standard input. */
public final class Lines {

    /** It has begun. */
    public static final String READY = "ready";
    /** Counters follow, each {@code name=value}. */
    public static final String STATUS = "status ";
    /** A crash point follows. */
    public static final String REACHED = "reached ";
    /** A publisher has nothing left to send. */
    public static final String FINISHED = "finished";

    /** To a subscriber: a crash point to stop at follows. */
    public static final String ARM = "arm ";
    /** To a subscriber: no crash point any more. */
    public static final String DISARM = "disarm";
    /** To a publisher: nothing new; say when all is sent. */
    public static final String FINISH = "finish";
    /** To any: by how many milliseconds the wall clock is wrong from now on. */
    public static final String CLOCK = "clock ";

    private Lines() {}
}
