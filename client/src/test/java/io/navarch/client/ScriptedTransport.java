package io.navarch.client;

import io.navarch.model.status.ApiException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server of a test's own making: calls are answered by a function, watches are fed by the test. */
public final class ScriptedTransport implements Transport {
    private static final byte[] END = {};

    private final Function<Call, Answer> server;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Watch> watches = new LinkedBlockingQueue<>();

    public ScriptedTransport(Function<Call, Answer> server) {
        this.server = server;
    }

    public static Answer json(int status, String body) {
        return new Answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** A watch that was opened. */
    public static final class Watch implements Frames {
        private final LinkedBlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
        public final String path;

        Watch(String path) {
            this.path = path;
        }

        public Watch say(String frame) {
            frames.add(frame.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        @Override
        public byte[] next() throws InterruptedException {
            var frame = frames.take();
            return frame == END ? null : frame;
        }

        @Override
        public void close() {
            frames.add(END);
        }
    }

    /** The methods and paths of all calls so far. */
    public List<String> calls() {
        return calls;
    }

    /** The next watch that is opened; waits for it. */
    public Watch awaitWatch() throws InterruptedException {
        var watch = watches.poll(10, TimeUnit.SECONDS);
        if (watch == null) {
            throw new AssertionError("no watch was opened");
        }
        return watch;
    }

    @Override
    public Answer call(Call call) {
        calls.add(call.method() + " " + call.path());
        return server.apply(call);
    }

    @Override
    public Frames watch(Call call) {
        calls.add("WATCH " + call.path());
        var answer = server.apply(call);
        if (!answer.ok()) {
            throw ApiException.ofAnswer(answer.status(), answer.body());
        }
        var watch = new Watch(call.path());
        watches.add(watch);
        return watch;
    }

    @Override
    public InputStream stream(Call call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
