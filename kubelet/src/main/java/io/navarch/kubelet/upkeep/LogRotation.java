package io.navarch.kubelet.upkeep;

import io.navarch.kubelet.container.Labels;
import io.navarch.kubelet.cri.Container;
import io.navarch.kubelet.cri.ContainerFilter;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.pod.SandboxMaker;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Keeps container logs from filling the disk. A log that has grown to its limit is set aside and the engine begins a new one;
 * of those set aside the newest stays as it is, for readers that follow it, the others are compressed:
 *
 * <pre>
 *   0.log                          written now
 *   0.log.20260102-030405          the one before
 *   0.log.20260102-020304.gz       older ones, up to the limit
 * </pre>
 */
public final class LogRotation implements AutoCloseable {
    /** Upstream's containerLogMonitorInterval. */
    private static final Duration PERIOD = Duration.ofSeconds(10);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final String COMPRESSED = ".gz";
    private static final String TEMPORARY = ".tmp";

    private final ContainerRuntime runtime;
    private final SandboxMaker sandboxes;
    private final Limits limits;
    private final Clock clock;
    private final Rounds rounds;

    /**
     * How much is kept for each container; the names are the kubelet's.
     *
     * @param containerLogMaxSize in bytes, of one file
     * @param containerLogMaxFiles with the one that is written, at least 2
     */
    public record Limits(long containerLogMaxSize, int containerLogMaxFiles) {
        public static final Limits DEFAULT = new Limits(10L << 20, 5);
    }

    public LogRotation(ContainerRuntime runtime, SandboxMaker sandboxes, Limits limits, Clock clock) {
        this.runtime = runtime;
        this.sandboxes = sandboxes;
        this.limits = limits;
        this.clock = clock;
        this.rounds = Rounds.start("log-rotation", PERIOD, clock, this::rotateAll);
    }

    void rotateAll() throws IOException {
        for (var container : runtime.listContainers(ContainerFilter.ALL)) {
            if (container.state() == ContainerState.RUNNING
                    && container.labels().containsKey(Labels.POD_UID)) {
                var log = log(container);
                if (Files.exists(log) && Files.size(log) >= limits.containerLogMaxSize()) {
                    rotate(container.id(), log);
                }
            }
        }
    }

    private Path log(Container container) {
        var labels = container.labels();
        return sandboxes
                .logDirectory(
                        labels.getOrDefault(Labels.POD_NAMESPACE, ""),
                        labels.getOrDefault(Labels.POD_NAME, ""),
                        labels.getOrDefault(Labels.POD_UID, ""))
                .resolve(container.metadata().name())
                .resolve(container.metadata().attempt() + ".log");
    }

    private void rotate(String containerId, Path log) throws IOException {
        var older = older(log);
        // Room for the one that is written and for the one that is set aside now.
        while (older.size() > limits.containerLogMaxFiles() - 2) {
            Files.deleteIfExists(older.removeFirst());
        }
        for (var each : older) {
            if (!each.toString().endsWith(COMPRESSED)) {
                compress(each);
            }
        }
        var aside = log.resolveSibling(log.getFileName() + "." + STAMP.format(clock.now()));
        Files.move(log, aside, StandardCopyOption.REPLACE_EXISTING);
        try {
            runtime.reopenContainerLog(containerId);
        } catch (RuntimeException e) {
            // The engine still writes to the old file: it keeps its name until the next try.
            Files.move(aside, log, StandardCopyOption.REPLACE_EXISTING);
            throw e;
        }
    }

    /** What was set aside of the log, the oldest first; what a broken-off compression left is removed. */
    private static List<Path> older(Path log) throws IOException {
        var found = new ArrayList<Path>();
        try (var files = Files.newDirectoryStream(log.getParent(), log.getFileName() + ".*")) {
            for (var file : files) {
                if (file.toString().endsWith(TEMPORARY)) {
                    Files.deleteIfExists(file);
                } else {
                    found.add(file);
                }
            }
        } catch (NoSuchFileException e) {
            return found;
        }
        found.sort(null);
        return found;
    }

    private static void compress(Path file) throws IOException {
        var temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
        try (var stream = new GZIPOutputStream(Files.newOutputStream(temporary))) {
            Files.copy(file, stream);
        }
        Files.move(temporary, file.resolveSibling(file.getFileName() + COMPRESSED), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(file);
    }

    @Override
    public void close() {
        rounds.close();
    }
}
