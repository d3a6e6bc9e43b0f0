package io.navarch.streaming.remotecommand;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The error stream of a command on the asking side: read once to its end, its status told as often as asked. */
final class ErrorStream {
    /** The longest status that is read; upstream's own are below a kilobyte. */
    private static final int LIMIT = 256 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final InputStream input;
    private final CommandProtocol protocol;
    private final BooleanSupplier lost;
    private @Nullable CommandStatus status;

    /** With whether, after the input has ended, it ended by the loss of the connection. */
    ErrorStream(InputStream input, CommandProtocol protocol, BooleanSupplier lost) {
        this.input = input;
        this.protocol = protocol;
        this.lost = lost;
    }

    CommandStatus await() throws IOException {
        lock.lock();
        try {
            if (status == null) {
                byte[] carried = input.readNBytes(LIMIT);
                if (carried.length == 0 && lost.getAsBoolean()) {
                    throw new IOException("the connection to the command was lost");
                }
                status = CommandStatus.fromProtocol(protocol, carried);
            }
            return status;
        } finally {
            lock.unlock();
        }
    }
}
