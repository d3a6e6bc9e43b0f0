package io.navarch.store.format;

import io.navarch.store.mvcc.Draft;
import io.navarch.store.mvcc.Lease;
import io.navarch.store.mvcc.Mutation;
import io.navarch.store.mvcc.State;
import io.navarch.store.mvcc.Step;
import java.time.Duration;

/**
 * Steps as bytes: serial and revision of the state after the step, then its mutations. A step is replayed on the state
 * before it, which gives the same revisions and versions as when it was made.
 */
public final class StepFormat {
    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int GRANT = 3;
    private static final int END = 4;
    private static final int COMPACT = 5;

    private StepFormat() {}

    public static void write(Step step, FrameBuffer to) {
        to.putVarint(step.state().serial());
        to.putVarint(step.state().revision());
        to.putVarint(step.mutations().size());
        for (Mutation mutation : step.mutations()) {
            write(mutation, to);
        }
    }

    private static void write(Mutation mutation, FrameBuffer to) {
        switch (mutation) {
            case Mutation.Put put -> {
                to.putByte(PUT);
                to.putVarint(put.leaseId());
                to.putString(put.key());
                to.putBytes(put.value());
            }
            case Mutation.Delete delete -> {
                to.putByte(DELETE);
                to.putString(delete.key());
            }
            case Mutation.Grant grant -> {
                to.putByte(GRANT);
                writeLease(grant.lease(), to);
            }
            case Mutation.End end -> {
                to.putByte(END);
                to.putVarint(end.leaseId());
            }
            case Mutation.Compact compact -> {
                to.putByte(COMPACT);
                to.putVarint(compact.revision());
            }
        }
    }

    static void writeLease(Lease lease, FrameBuffer to) {
        to.putVarint(lease.id());
        to.putVarint(lease.ttl().toNanos());
    }

    static Lease readLease(Payload from) throws BadFormatException {
        long id = from.readVarint();
        return new Lease(id, Duration.ofNanos(from.readVarint()));
    }

    /**
     * Replays the next step on {@code state}. A step that {@code state} contains already is read and passed over: the
     * step returned then changes nothing.
     */
    public static Step replay(Payload from, State state) throws BadFormatException {
        long serial = from.readVarint();
        long revision = from.readVarint();
        long count = from.readVarint();
        boolean known = serial <= state.serial();
        if (!known && serial != state.serial() + 1) {
            throw new BadFormatException("step " + serial + " follows step " + state.serial());
        }
        Draft draft = new Draft(state);
        for (long i = 0; i < count; i++) {
            Mutation mutation = readMutation(from);
            if (!known && !draft.replay(mutation)) {
                throw new BadFormatException("step " + serial + " does not fit the state before it");
            }
        }
        Step step = draft.finish();
        if (!known && step.state().revision() != revision) {
            throw new BadFormatException(
                    "step " + serial + " leads to revision " + step.state().revision() + " instead of " + revision);
        }
        return step;
    }

    private static Mutation readMutation(Payload from) throws BadFormatException {
        byte type = from.readByte();
        return switch (type) {
            case PUT -> {
                long leaseId = from.readVarint();
                String key = from.readString();
                yield new Mutation.Put(key, from.readBytes(), leaseId);
            }
            case DELETE -> new Mutation.Delete(from.readString());
            case GRANT -> new Mutation.Grant(readLease(from));
            case END -> new Mutation.End(from.readVarint());
            case COMPACT -> new Mutation.Compact(from.readVarint());
            default -> throw new BadFormatException("unknown kind of change: " + type);
        };
    }
}
