package io.navarch.kubelet.upkeep;

import io.navarch.kubelet.server.NodeUsage;
import io.navarch.kubelet.upkeep.Threshold.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Where a node's levels are read. */
public interface Levels {
    /** Those that can be seen now. */
    Map<Signal, Level> now() throws IOException, InterruptedException;

    /**
     * Those of this machine.
     *
     * @param nodefs where pods' volumes and logs are
     * @param imagefs where images and containers are
     */
    static Levels ofHost(Path nodefs, Path imagefs) {
        return () -> {
            var levels = new EnumMap<Signal, Level>(Signal.class);
            var usage = NodeUsage.ofHost();
            levels.put(
                    Signal.MEMORY_AVAILABLE,
                    new Level(usage.memoryTotalBytes() - usage.memoryWorkingSetBytes(), usage.memoryTotalBytes()));
            levels.put(Signal.NODEFS_AVAILABLE, space(nodefs));
            levels.put(Signal.IMAGEFS_AVAILABLE, space(imagefs));
            var inodes = inodes(nodefs);
            if (inodes.capacity() > 0) {
                levels.put(Signal.NODEFS_INODES_FREE, inodes);
            }
            levels.put(Signal.PID_AVAILABLE, processes());
            return levels;
        };
    }

    private static Level space(Path folder) throws IOException {
        var disk = Disk.of(folder);
        return new Level(disk.availableBytes(), disk.capacityBytes());
    }

    /** Some file systems have as many as are asked for and say 0. */
    private static Level inodes(Path folder) throws IOException, InterruptedException {
        var process = new ProcessBuilder("stat", "-f", "-c", "%d %c", folder.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split(" ");
        if (process.waitFor() != 0 || words.length != 2) {
            throw new IOException("cannot see the inodes of " + folder + ": " + String.join(" ", words));
        }
        return new Level(Long.parseLong(words[0]), Long.parseLong(words[1]));
    }

    /** The fourth field of loadavg is {@code RUNNING/ALL}, threads included, as upstream counts. */
    private static Level processes() throws IOException {
        long most = Long.parseLong(
                Files.readString(Path.of("/proc/sys/kernel/pid_max")).strip());
        var all = Files.readString(Path.of("/proc/loadavg")).split(" ")[3].split("/")[1];
        return new Level(most - Long.parseLong(all), most);
    }
}
