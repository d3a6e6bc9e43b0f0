package io.navarch.kubelet.cri.containerd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that was started once and may have been replaced since by another of the same number: the start time tells.
 *
 * @param startTicks when it started, in clock ticks after boot, from its /proc/PID/stat
 */
record DaemonPid(long pid, long startTicks) {
    /** The process of that number, if it lives. A zombie does not. */
    static Optional<DaemonPid> of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            // Fields after the command's name, which may itself hold spaces and brackets; the third one is first here.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[0].equals("Z")
                    ? Optional.empty()
                    : Optional.of(new DaemonPid(pid, Long.parseLong(fields[19])));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The process the file remembers, if it still lives. */
    static Optional<DaemonPid> remembered(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String[] parts = Files.readString(file).trim().split(" ", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            var known = new DaemonPid(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            return of(known.pid()).filter(known::equals);
        } catch (NumberFormatException e) {
            return Optional.empty(); // A file cut short by a crash remembers nothing.
        }
    }

    void remember(Path file) throws IOException {
        Files.writeString(file, pid + " " + startTicks + "\n");
    }

    boolean alive() {
        return of(pid).filter(this::equals).isPresent();
    }
}
