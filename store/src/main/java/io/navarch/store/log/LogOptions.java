package io.navarch.store.log;

/**
 * Sizes of the log.
 *
 * @param segmentBytes from this size on a segment is followed by a new one
 * @param snapshotBytes a snapshot is made when it lets at least so many bytes of log be removed
 */
public record LogOptions(long segmentBytes, long snapshotBytes) {

    public static final LogOptions DEFAULT = new LogOptions(64L << 20, 64L << 20);
}
