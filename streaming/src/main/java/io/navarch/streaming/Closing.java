package io.navarch.streaming;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Closes what is being given up, where a failure to close changes nothing for anyone. */
public final class Closing {
    private static final Logger LOG = System.getLogger(Closing.class.getName());

    private Closing() {}

    public static void quietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing {0}: {1}", closeable, e);
        }
    }

    /** Half-closes; a peer that is already gone needs no word of it. */
    public static void outputQuietly(Duplex duplex) {
        try {
            duplex.closeOutput();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing the output of {0}: {1}", duplex, e);
        }
    }
}
