package io.navarch.kubelet.container;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.cri.LogStart;
import io.navarch.kubelet.cri.Mount;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a container left behind to say: its termination message file, or the end of its log if it may be used. */
public final class TerminationMessages {
    private static final int MOST_BYTES = 4096;
    private static final int MOST_LOG_BYTES = 2048;
    private static final long MOST_LOG_LINES = 80;
    private static final int REMEMBERED = 2000;

    private final ContainerRuntime runtime;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    public TerminationMessages(ContainerRuntime runtime) {
        this.runtime = runtime;
    }

    /** The message of a container that has ended; read once. */
    public String of(ContainerStatus container) {
        if (known.size() > REMEMBERED) {
            known.clear();
        }
        return known.computeIfAbsent(container.id(), absent -> read(container));
    }

    private String read(ContainerStatus container) {
        var path = Labels.terminationMessagePath(container.annotations());
        var message = "";
        for (Mount mount : container.mounts()) {
            if (mount.containerPath().equals(path)) {
                message = file(Path.of(mount.hostPath()));
            }
        }
        boolean useLog = message.isEmpty()
                && container.exitCode() != 0
                && Labels.terminationMessagePolicy(container.annotations()).equals("FallbackToLogsOnError");
        if (useLog) {
            message = log(container);
        }
        return message.isEmpty() ? container.message() : message;
    }

    private static String file(Path path) {
        try (var stream = Files.newInputStream(path)) {
            return new String(stream.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            // The container may have deleted it: then it left no message.
            return "";
        }
    }

    private String log(ContainerStatus container) {
        var text = new ByteArrayOutputStream();
        try (var log = runtime.openLog(container.id(), Path.of(container.logPath()), LogStart.tail(MOST_LOG_LINES))) {
            for (var line = log.next(Duration.ZERO); line.isPresent(); line = log.next(Duration.ZERO)) {
                text.writeBytes(line.get().content());
            }
        } catch (IOException e) {
            return "Error on reading termination log: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
        var bytes = text.toByteArray();
        int from = Math.max(0, bytes.length - MOST_LOG_BYTES);
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }
}
