package io.navarch.distribution.logging;

import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sets up the process's logging. Libraries are heard from warnings upwards, Navarch from information upwards. */
public final class Logging {
    static {
        System.setProperty("java.util.logging.manager", LastingLogs.class.getName());
    }

    // The JDK holds loggers weakly: without this their levels are forgotten.
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger NAVARCH = Logger.getLogger("io.navarch");

    private Logging() {}

    /** To be called first in the process, before anything logs. */
    public static void claim() {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        verbosity(0);
    }

    /** How much is logged: 0 is the usual, 1 adds Navarch's details, 2 the libraries' information, 3 everything. */
    public static void verbosity(int level) {
        ROOT.setLevel(level >= 3 ? Level.FINEST : level == 2 ? Level.INFO : Level.WARNING);
        NAVARCH.setLevel(level >= 2 ? Level.FINEST : level == 1 ? Level.FINE : Level.INFO);
    }

    /** From now on lines go to the stream too. */
    public static void to(PrintStream stream) {
        ROOT.addHandler(new LineHandler() {
            @Override
            void write(String line) {
                stream.print(line);
            }
        });
    }

    /** From now on lines go to the file too. */
    public static void to(RotatingFile file) {
        ROOT.addHandler(new LineHandler() {
            @Override
            void write(String line) {
                file.append(line);
            }
        });
    }

    /** Formats records and hands the lines on. */
    private abstract static class LineHandler extends Handler {
        LineHandler() {
            setFormatter(new LineFormatter());
            setLevel(Level.ALL);
        }

        abstract void write(String line);

        @Override
        public void publish(LogRecord record) {
            if (isLoggable(record)) {
                write(getFormatter().format(record));
            }
        }

        @Override
        public void flush() {
            // Every line is written at once.
        }

        @Override
        public void close() {
            // The stream or file belongs to somebody else.
        }
    }
}
