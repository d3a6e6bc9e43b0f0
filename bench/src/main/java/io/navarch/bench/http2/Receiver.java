package io.navarch.bench.http2;

/** Takes what the server answers on one stream; called on the connection's thread. */
public interface Receiver {
    /** The head of the answer. */
    void status(int code);

    /** A part of the body; the bytes are valid during the call only. */
    void data(byte[] buffer, int offset, int length);

    /** @param clean false if the server broke the stream off */
    void end(boolean clean);
}
