package io.navarch.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux counts of some processes together. */
public record ProcessFigures(List<Long> pids) {
    /** A clock tick of {@code /proc/PID/stat} is a hundredth of a second on every Linux of today. */
    private static final long NANOS_PER_TICK = 10_000_000;

    public boolean isKnown() {
        return !pids.isEmpty();
    }

    /** CPU time in user and kernel since their start. */
    public long cpuNanos() {
        long ticks = 0;
        for (long pid : pids) {
            var stat = read(pid, "stat");
            // The second field is the name in parentheses and may hold spaces.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks * NANOS_PER_TICK;
    }

    /** Resident memory. */
    public long residentBytes() {
        long kilobytes = 0;
        for (long pid : pids) {
            for (var line : read(pid, "status").split("\n")) {
                if (line.startsWith("VmRSS:")) {
                    kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return kilobytes << 10;
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
