package io.navarch.store.log;

import io.navarch.store.StoreClosedException;
import io.navarch.store.WriteFailedException;
import io.navarch.store.format.FrameBuffer;
import io.navarch.store.format.StepFormat;
import io.navarch.store.mvcc.Draft;
import io.navarch.store.mvcc.History;
import io.navarch.store.mvcc.State;
import io.navarch.store.mvcc.Step;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The thread {@code store-commit}, sole writer of the state. Round after round it takes all writes that wait, works
 * each out on the state that the one before left, appends their steps to the journal as one frame with one sync,
 * publishes them, and lets the writers go on:
 *
 * <pre>
 *   writers:   w1 ─┐      w3 ─┐
 *              w2 ─┤      w4 ─┤ (wait while the first round syncs)
 *   store-commit:  decide, append, sync, publish │ decide, append, sync, publish
 * </pre>
 *
 * When a round cannot be written, its steps are forgotten and all its writes fail: the next round begins on the
 * published state again. Also a write that was refused waits for the sync, since the reason may be a write of the same
 * round.
 */
final class Committer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Committer.class.getName());
    /** A frame is closed when it has grown to this, so that one sync does not become long. */
    private static final int FULL = 4 << 20;

    /** From this many writers at once on, a round waits a {@link #MOMENT} for those that are not there yet. */
    private static final int SEVERAL = 4;
    /** In nanoseconds: a fraction of a sync, several times what a woken thread needs to hand in its next write. */
    private static final long MOMENT = 50_000;

    private final Path directory;
    private final History history;
    private final Journal journal;
    private final Runnable onPublished;
    private final BlockingQueue<PendingWrite<?>> queue = new LinkedBlockingQueue<>();
    /** Put into the queue to end the thread, after the writes before it. */
    private final PendingWrite<?> end = new PendingWrite<>(draft -> draft);

    private final FrameBuffer frame = new FrameBuffer();
    private final Thread thread;
    private boolean failing;
    /** How many writes were in work or waiting at the end of the last round. */
    private int writersSeen;
    /** Why writes are refused without a try, once it is so. */
    private volatile @Nullable RuntimeException stopped;

    Committer(Path directory, History history, Journal journal, Runnable onPublished) {
        this.directory = directory;
        this.history = history;
        this.journal = journal;
        this.onPublished = onPublished;
        this.thread = Thread.ofPlatform().name("store-commit").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    <T> T commit(Function<Draft, T> decision) {
        PendingWrite<T> write = new PendingWrite<>(decision);
        queue.add(write);
        RuntimeException reason = stopped;
        if (reason != null && queue.remove(write)) {
            throw reason;
        }
        return write.await();
    }

    private void run() {
        List<PendingWrite<?>> waiting = new ArrayList<>();
        RuntimeException reason = new StoreClosedException();
        try {
            int last = -1;
            while (last < 0) {
                waiting.clear();
                waiting.add(queue.take());
                gather(waiting);
                last = waiting.indexOf(end);
                work(last < 0 ? waiting : waiting.subList(0, last));
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            LOG.log(Level.ERROR, "the store at " + directory + " stopped writing", e);
            reason = new WriteFailedException("the store at " + directory + " stopped writing", e);
        }
        stopped = reason;
        queue.drainTo(waiting);
        for (PendingWrite<?> write : waiting) {
            write.fail(reason);
        }
    }

    /**
     * Takes what waits. When several writers were seen at the end of the last round, those that it let go on are about
     * to come back: a moment's wait gets them into this round, where otherwise they would fill every other one.
     */
    private void gather(List<PendingWrite<?>> waiting) {
        queue.drainTo(waiting);
        if (writersSeen < SEVERAL) {
            return;
        }
        long start = System.nanoTime();
        while (waiting.size() < writersSeen && System.nanoTime() - start < MOMENT) {
            Thread.yield();
            queue.drainTo(waiting);
        }
    }
    /** Performs writes, in as many rounds as their size asks for. */
    private void work(List<PendingWrite<?>> writes) {
        Iterator<PendingWrite<?>> left = writes.iterator();
        while (left.hasNext()) {
            round(left);
        }
    }

    private void round(Iterator<PendingWrite<?>> left) {
        List<PendingWrite<?>> decided = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        State state = history.current();
        frame.begin();
        while (left.hasNext() && frame.length() < FULL) {
            PendingWrite<?> write = left.next();
            decided.add(write);
            Draft draft = new Draft(state);
            if (write.decide(draft)) {
                Step step = draft.finish();
                if (!step.changesNothing()) {
                    StepFormat.write(step, frame);
                    steps.add(step);
                    state = step.state();
                }
            }
        }
        try {
            if (!steps.isEmpty()) {
                journal.append(frame.end(), steps.getFirst().state().serial());
            }
        } catch (IOException e) {
            failed(e, decided);
            return;
        }
        if (failing && !steps.isEmpty()) {
            failing = false;
            LOG.log(Level.INFO, "the store at {0} can be written to again", directory);
        }
        if (!steps.isEmpty()) {
            steps.forEach(history::publish);
            onPublished.run();
        }
        writersSeen = decided.size() + queue.size();
        decided.forEach(PendingWrite::complete);
    }

    private void failed(IOException e, List<PendingWrite<?>> writes) {
        WriteFailedException cause =
                new WriteFailedException("cannot write to the store at " + directory + ": " + e.getMessage(), e);
        if (!failing) {
            failing = true;
            LOG.log(Level.WARNING, cause.getMessage() + "; writes fail until it works again", e);
        }
        writes.forEach(write -> write.fail(cause));
    }

    /** Finishes the writes handed in so far and ends the thread. */
    @Override
    public void close() {
        stopped = new StoreClosedException();
        queue.add(end);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
