package io.navarch.bench.rivals;

import io.navarch.bench.crud.CrudLoad;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One measurement: {@code mock|cluster start TIMES} or {@code mock|cluster rates REQUESTS}. */
final class Run {
    /** The mock server tells of every request; held, as the logging of the JDK forgets loggers that nobody holds. */
    private static final Logger QUIET = Logger.getLogger("io.fabric8.mockwebserver");

    private Run() {}

    public static void main(String[] arguments) {
        QUIET.setLevel(Level.OFF);
        var rival = arguments[0];
        int count = Integer.parseInt(arguments[2]);
        if (arguments[1].equals("start")) {
            for (int i = 0; i < count; i++) {
                start(rival);
            }
        } else {
            try (var server = Rival.start(rival);
                    var client = server.client()) {
                new CrudLoad(new Fabric8Crud(client), count).run().forEach(rate -> System.out.println(rate.line()));
            }
        }
        System.exit(0);
    }

    /** From nothing to the first answer, the client's own start included. */
    private static void start(String rival) {
        long cpu = CrudLoad.cpuNanos();
        long begin = System.nanoTime();
        try (var server = Rival.start(rival);
                var client = server.client()) {
            client.configMaps().inNamespace("default").list();
            System.out.printf(
                    Locale.ROOT,
                    "start %.1f %.1f%n",
                    (System.nanoTime() - begin) / 1e6,
                    (CrudLoad.cpuNanos() - cpu) / 1e6);
        }
    }
}
