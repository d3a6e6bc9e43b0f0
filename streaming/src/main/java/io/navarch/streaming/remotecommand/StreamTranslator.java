package io.navarch.streaming.remotecommand;

import io.navarch.streaming.Tunnel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * Joins a client's streams with those of a command somewhere else: what the API server does between a kubectl that
 * speaks WebSocket and a kubelet that speaks SPDY. Any protocol of the one side goes with any of the other.
 */
public final class StreamTranslator {
    private static final Logger LOG = System.getLogger(StreamTranslator.class.getName());

    private final RemoteCommandStreams front;
    private final RemoteCommand back;

    private StreamTranslator(RemoteCommandStreams front, RemoteCommand back) {
        this.front = front;
        this.back = back;
    }

    /** Passes everything on until the command ends or a side leaves, then closes both. Blocks till then. */
    public static void run(RemoteCommandStreams front, RemoteCommand back) {
        new StreamTranslator(front, back).run();
    }

    private void run() {
        front.onDisconnect(back::close);
        Thread.ofVirtual().name("translate-stdin").start(this::passInput);
        Thread sizes = Thread.ofVirtual().name("translate-resize").start(this::passSizes);
        Thread stderr =
                Thread.ofVirtual().name("translate-stderr").start(() -> passOutput(back.stderr(), front.stderr()));
        passOutput(back.stdout(), front.stdout());
        try {
            stderr.join();
            front.finish(status());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            front.close();
        } finally {
            sizes.interrupt();
            back.close();
        }
    }

    private CommandStatus status() {
        try {
            return back.await();
        } catch (IOException e) {
            return CommandStatus.internalError(String.valueOf(e.getMessage()));
        }
    }

    private void passInput() {
        try (OutputStream stdin = back.stdin()) {
            Tunnel.copy(front.stdin(), stdin);
        } catch (IOException e) {
            // A command may end, or close its input, before the client has sent all.
            LOG.log(Level.DEBUG, "no more input for a command: {0}", e.toString());
        }
    }

    private void passSizes() {
        try {
            for (Optional<TerminalSize> size = front.resizes().next();
                    size.isPresent();
                    size = front.resizes().next()) {
                back.resize(size.get());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "no more sizes for a command: {0}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void passOutput(InputStream from, OutputStream to) {
        try {
            Tunnel.copy(from, to);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a command''s client or server is gone: {0}", e.toString());
            back.close();
        }
    }
}
