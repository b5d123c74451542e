package dev.latido.core.internal.limits;

/** A message that was not sent, because its packet is larger than the broker accepts. */
public final class PacketTooLargeException extends NotGrantedException {

    private static final long serialVersionUID = 1L;

    private final long size;
    private final int limit;

    PacketTooLargeException(long size, int limit) {
        super(
                GrantCheck.PACKET_TOO_LARGE,
                "it accepts packets of at most " + limit + " bytes with all headers, and this one has " + size);
        this.size = size;
        this.limit = limit;
    }

    /** Returns the size of the packet in bytes. */
    public long size() {
        return size;
    }

    /** Returns the size of the largest packet that the broker accepts, in bytes. */
    public int limit() {
        return limit;
    }
}
