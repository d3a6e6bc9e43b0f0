package io.navarch.distribution.command;

import io.navarch.distribution.directory.DataDirectory;
import io.navarch.distribution.directory.RunRecord;
import io.navarch.distribution.directory.RunRecord.Phase;
import io.navarch.distribution.startup.StartUpException;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** Starts this command again in a session of its own, and shows its progress until it is ready or has failed. */
final class DetachedStart {
    /** The option of the background process: its output is only what it prints before it is ready. */
    static final String QUIET = "--quiet";

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final DataDirectory directory;

    DetachedStart(DataDirectory directory) {
        this.directory = directory;
    }

    int run(ParseResult parsed) throws IOException, InterruptedException {
        directory.hold().close();
        Path output = directory.startOutput();
        Process process = new ProcessBuilder(command(parsed))
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        long shown = 0;
        try (Clock clock = Clock.system()) {
            while (true) {
                boolean alive = process.isAlive();
                boolean ready = isReady(process.pid());
                shown += show(output, shown);
                if (ready) {
                    show(output, shown);
                    return 0;
                }
                if (!alive) {
                    show(output, shown);
                    return 1;
                }
                clock.sleep(LOOK_AGAIN);
            }
        }
    }

    private boolean isReady(long pid) {
        Optional<RunRecord> record = directory.record();
        return record.isPresent() && record.get().pid() == pid && record.get().phase() == Phase.READY;
    }

    /** The arguments of this call without those that detach, run by the script through which this JVM was started. */
    private static List<String> command(ParseResult parsed) {
        String launcher = System.getProperty("navarch.launcher", "");
        if (launcher.isEmpty()) {
            throw new StartUpException("cannot detach", "start it through the navarch script");
        }
        // setsid replaces itself by the script, and that by the JVM: all have one pid.
        List<String> command = new ArrayList<>(List.of("env", "NAVARCH_BUILD=never", "setsid", launcher, "up"));
        List<String> arguments = parsed.originalArgs();
        for (String argument : arguments.subList(arguments.indexOf("up") + 1, arguments.size())) {
            if (!argument.equals("-d") && !argument.equals("--detach")) {
                command.add(argument);
            }
        }
        command.add(QUIET);
        return command;
    }

    private static long show(Path output, long from) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            file.seek(from);
            byte[] bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            System.out.write(bytes, 0, bytes.length);
            System.out.flush();
            return bytes.length;
        }
    }
}
