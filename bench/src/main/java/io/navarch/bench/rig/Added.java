package io.navarch.bench.rig;

import io.navarch.bench.http2.Http2Exception;
import io.navarch.bench.http2.Receiver;

/** Counts the objects that come to a watch: its lines that begin with <code>{"type":"ADDED"</code>. */
final class Added implements Receiver {
    private static final int TYPE = "{\"type\":\"".length();

    private final int expected;
    private int count;
    private int column;
    private boolean open;

    Added(int expected) {
        this.expected = expected;
    }

    @Override
    public void status(int code) {
        if (code != 200) {
            throw new Http2Exception("the watch was answered " + code);
        }
        open = true;
    }

    @Override
    public void data(byte[] buffer, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (column == TYPE && buffer[i] == 'A') {
                count++;
            }
            column = buffer[i] == '\n' ? 0 : column + 1;
        }
    }

    @Override
    public void end(boolean clean) {
        throw new Http2Exception("the watch ended");
    }

    boolean isOpen() {
        return open;
    }

    boolean isComplete() {
        return count >= expected;
    }
}
