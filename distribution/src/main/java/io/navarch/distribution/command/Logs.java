package io.navarch.distribution.command;

import io.navarch.distribution.startup.StartUpException;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code navarch logs}: the log of this machine's cluster. */
@Command(name = "logs", mixinStandardHelpOptions = true, description = "Show the log of the cluster on this machine.")
public final class Logs implements Callable<Integer> {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    @Mixin
    private final DataDirOption data = new DataDirOption();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with new lines until interrupted.")
    private boolean follow;

    @Option(
            names = {"-n", "--tail"},
            paramLabel = "LINES",
            defaultValue = "200",
            description = "How many of the last lines to show, -1 for all. Default: ${DEFAULT-VALUE}.")
    private int tail;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path file = data.directory().log();
        if (!Files.isReadable(file)) {
            throw new StartUpException(
                    "there is no log in " + file, "start a cluster with 'navarch up' or name its --data-dir");
        }
        long position = Files.size(file);
        List<String> lines = Files.readAllLines(file);
        lines.subList(tail < 0 ? 0 : Math.max(0, lines.size() - tail), lines.size())
                .forEach(System.out::println);
        if (follow) {
            follow(file, position);
        }
        return 0;
    }

    private static void follow(Path file, long from) throws IOException, InterruptedException {
        long position = from;
        try (Clock clock = Clock.system()) {
            while (!System.out.checkError()) {
                // A file that has become shorter was rotated: the new one is read from its beginning.
                position = Files.exists(file) && Files.size(file) < position ? 0 : position;
                position += copyFrom(file, position);
                clock.sleep(LOOK_AGAIN);
            }
        }
    }

    private static long copyFrom(Path file, long position) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
            input.seek(position);
            byte[] chunk = new byte[64 * 1024];
            int count = input.read(chunk);
            if (count <= 0) {
                return 0;
            }
            System.out.write(chunk, 0, count);
            System.out.flush();
            return count;
        }
    }
}
