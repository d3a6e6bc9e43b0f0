package io.navarch.streaming.remotecommand;

/** Which streams of a command are wanted. A terminal has one output: with a TTY there is no stderr. */
public record RemoteCommandOptions(boolean stdin, boolean stdout, boolean stderr, boolean tty) {
    public RemoteCommandOptions {
        stderr = stderr && !tty;
    }
}
