package io.navarch.kubelet.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is mounted where on this machine; changed with the system's own {@code mount} and {@code umount}. */
final class MountTable {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT_FIELD = 4;

    private MountTable() {}

    static boolean isMounted(Path point) throws IOException {
        return points().contains(point);
    }

    /** All mount points in the tree, the deepest first. */
    static List<Path> beneath(Path root) throws IOException {
        return points().stream()
                .filter(point -> point.startsWith(root))
                .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
                .toList();
    }

    private static List<Path> points() throws IOException {
        var points = new ArrayList<Path>();
        if (Files.exists(MOUNTS)) {
            for (var line : Files.readAllLines(MOUNTS)) {
                points.add(Path.of(unescape(line.split(" ")[MOUNT_POINT_FIELD])));
            }
        }
        return points;
    }

    /** The kernel writes blanks, tabs, line ends and backslashes as octal numbers. */
    private static String unescape(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    static void mount(String type, String options, String what, Path point) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("mount", "-t", type));
        if (!options.isEmpty()) {
            command.addAll(List.of("-o", options));
        }
        command.addAll(List.of(what, point.toString()));
        run(command, "mount failed");
    }

    static void unmount(Path point) throws IOException, InterruptedException {
        run(List.of("umount", point.toString()), "unmount failed");
    }

    private static void run(List<String> command, String failed) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(failed + ": exit status " + code + "\nMounting command: " + command.get(0)
                    + "\nMounting arguments: " + String.join(" ", command.subList(1, command.size())) + "\nOutput: "
                    + output);
        }
    }
}
