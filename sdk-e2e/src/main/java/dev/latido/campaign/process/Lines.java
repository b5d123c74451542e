package dev.latido.campaign.process;

/** The first words of the lines on the standard output and the standard input of a child process. */
public final class Lines {

    /** The child is ready. */
    public static final String READY = "ready";
    /** Counters follow, each {@code name=value}. */
    public static final String STATUS = "status ";
    /** A crash point follows. */
    public static final String REACHED = "reached ";
    /** A publisher has no message left to send. */
    public static final String FINISHED = "finished";

    /** To a subscriber: the crash point at which it must stop follows. */
    public static final String ARM = "arm ";
    /** To a subscriber: it must not stop at a crash point. */
    public static final String DISARM = "disarm";
    /** To a publisher: it must publish nothing new, and report when everything is sent. */
    public static final String FINISH = "finish";
    /** To any child: the error of the wall clock in milliseconds follows. */
    public static final String CLOCK = "clock ";

    private Lines() {}
}
