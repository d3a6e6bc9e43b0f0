package io.navarch.streaming.remotecommand;

/** The channel numbers of a command's streams in a WebSocket, and their stream types over SPDY. */
final class CommandChannel {
    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;
    static final int ERROR = 3;
    static final int RESIZE = 4;

    /** Of version 5: its message's one byte names a channel that has ended. */
    static final int CLOSE = 255;

    static final String STREAM_TYPE = "streamtype";
    static final String STDIN_TYPE = "stdin";
    static final String STDOUT_TYPE = "stdout";
    static final String STDERR_TYPE = "stderr";
    static final String ERROR_TYPE = "error";
    static final String RESIZE_TYPE = "resize";

    private CommandChannel() {}
}
