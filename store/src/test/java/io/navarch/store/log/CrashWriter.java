package io.navarch.store.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.navarch.runtime.Clock;
import io.navarch.store.HistoryWindow;
import io.navarch.store.Store;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that writes until it is killed, and says what was acknowledged: {@code KEY REVISION .}, or {@code KEY
 * deleted .}. Arguments: directory, a mark for this run's keys.
 */
final class CrashWriter {
    /** Ends every line, since a kill may cut one. */
    static final String END = ".";

    private static final int WRITERS = 16;

    private CrashWriter() {}

    public static void main(String[] arguments) throws Exception {
        Clock clock = Clock.system();
        Store store = LogStore.open(Path.of(arguments[0]), clock, new LogOptions(50_000, 100_000));
        HistoryWindow window = new HistoryWindow(store, clock, Duration.ofMinutes(5), 200);
        PrintStream out = System.out;
        for (int w = 0; w < WRITERS; w++) {
            String prefix = "/" + arguments[1] + "/" + w + "/";
            Thread.ofVirtual().start(() -> write(store, prefix, out));
        }
        while (true) {
            window.trim();
            clock.sleep(Duration.ofMillis(20));
        }
    }

    private static void write(Store store, String prefix, PrintStream out) {
        for (int i = 0; ; i++) {
            String key = prefix + i;
            long revision = store.create(key, key.repeat(20).getBytes(UTF_8), 0).modRevision();
            out.println(key + " " + revision + " " + END);
            if (i >= 20) {
                // two lines, since the kill may come between the deletion and its acknowledgement
                String old = prefix + (i - 20);
                out.println(old + " deleting " + END);
                store.delete(old, 0);
                out.println(old + " deleted " + END);
            }
        }
    }
}
