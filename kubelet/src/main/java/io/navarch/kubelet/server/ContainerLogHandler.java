package io.navarch.kubelet.server;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.LogSource;
import io.navarch.kubelet.server.Targets.RefusedException;
import io.navarch.model.core.v1.ContainerStatus;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers {@code /containerLogs/NAMESPACE/POD/CONTAINER}. */
final class ContainerLogHandler implements Handler {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z '").withZone(ZoneOffset.UTC);

    private final Targets targets;
    private final ContainerRuntime runtime;
    private final Clock clock;

    ContainerLogHandler(Targets targets, ContainerRuntime runtime, Clock clock) {
        this.targets = targets;
        this.runtime = runtime;
        this.clock = clock;
    }

    @Override
    public void handle(Exchange exchange) throws IOException, InterruptedException {
        var request = exchange.request();
        var podName = request.part(2);
        var name = request.part(3);
        try {
            check(request.part(1), podName, name);
            var options = LogOptions.of(request, clock.now());
            var pod = targets.pod(request.part(1), podName)
                    .orElseThrow(() -> new RefusedException(404, "pod \"" + podName + "\" does not exist\n"));
            if (!Targets.hasContainer(pod, name)) {
                throw new RefusedException(404, "container \"" + name + "\" not found in pod \"" + podName + "\"\n");
            }
            copy(exchange, find(pod, name, options.previous()), options);
        } catch (RefusedException e) {
            e.answer(exchange);
        }
    }

    private static void check(String namespace, String pod, String container) throws RefusedException {
        if (pod.isEmpty()) {
            throw new RefusedException(400, "{\"message\": \"Missing podID.\"}");
        }
        if (container.isEmpty()) {
            throw new RefusedException(400, "{\"message\": \"Missing container name.\"}");
        }
        if (namespace.isEmpty()) {
            throw new RefusedException(400, "{\"message\": \"Missing podNamespace.\"}");
        }
    }

    /** The container whose log is meant: the newest that has run, or the one that ended before it. */
    private io.navarch.kubelet.cri.ContainerStatus find(Pod pod, String name, boolean previous)
            throws RefusedException {
        var attempts = targets.observe(pod).attempts(name).stream()
                .filter(attempt -> attempt.state() != ContainerState.CREATED)
                .toList();
        var status = status(pod, name);
        if (!previous) {
            if (attempts.isEmpty()) {
                throw new RefusedException(400, whyNone(pod, name, status));
            }
            return attempts.getFirst();
        }
        // While the next attempt is waited for, the newest is already the previous one.
        boolean waiting = status.filter(found -> found.state().hasWaiting()).isPresent();
        boolean newestEnded = !attempts.isEmpty() && attempts.getFirst().state() == ContainerState.EXITED;
        return attempts.stream()
                .skip(waiting && newestEnded ? 0 : 1)
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        400, "previous terminated container \"" + name + "\" in pod \"" + pod.name() + "\" not found"));
    }

    private static Optional<ContainerStatus> status(Pod pod, String name) {
        return Stream.of(
                        pod.status().containerStatuses(),
                        pod.status().initContainerStatuses(),
                        pod.status().ephemeralContainerStatuses())
                .flatMap(statuses -> statuses.stream())
                .filter(status -> status.name().equals(name))
                .findFirst();
    }

    private static String whyNone(Pod pod, String name, Optional<ContainerStatus> status) {
        var which = "container \"" + name + "\" in pod \"" + pod.name() + "\" is ";
        if (status.isEmpty()) {
            return which + "not available";
        }
        var state = status.get().state();
        if (state.hasTerminated()) {
            return which + "terminated";
        }
        if (!state.hasWaiting()) {
            return which + "waiting to start - no logs yet";
        }
        return which + "waiting to start: "
                + switch (state.waiting().reason()) {
                    case "ErrImagePull" -> "image can't be pulled";
                    case "ImagePullBackOff" -> "trying and failing to pull image";
                    default -> state.waiting().reason();
                };
    }

    private void copy(Exchange exchange, io.navarch.kubelet.cri.ContainerStatus container, LogOptions options)
            throws IOException, InterruptedException, RefusedException {
        LogSource opened;
        try {
            opened = runtime.openLog(container.id(), Path.of(container.logPath()), options.start());
        } catch (IOException e) {
            throw new RefusedException(400, String.valueOf(e.getMessage()));
        }
        if (options.follow()) {
            exchange.onDisconnect(Thread.currentThread()::interrupt);
        }
        try (opened;
                var out = exchange.begin("text/plain")) {
            var writer = new Writer(out, options);
            boolean more = true;
            while (more) {
                // Asked before the read: what was written until its end is then read after it.
                boolean running = options.follow() && running(container.id());
                var line = opened.next(options.follow() ? PATIENCE : Duration.ZERO);
                if (line.isPresent()) {
                    more = writer.write(line.get());
                } else {
                    out.flush();
                    more = running;
                }
            }
        }
    }

    private boolean running(String id) {
        try {
            return runtime.containerStatus(id).state() == ContainerState.RUNNING;
        } catch (ContainerRuntimeException e) {
            if (e.notFound()) {
                return false;
            }
            throw e;
        }
    }

    /** Writes entries as they are wanted, up to the limit. */
    private static final class Writer {
        private final OutputStream out;
        private final LogOptions options;
        private long left;
        private boolean lineBegins = true;

        Writer(OutputStream out, LogOptions options) {
            this.out = out;
            this.options = options;
            this.left = options.limitBytes() == null ? Long.MAX_VALUE : options.limitBytes();
        }

        /** False if that was all that may be written. */
        boolean write(LogLine line) throws IOException {
            if (options.wants(line)) {
                if (options.timestamps() && lineBegins) {
                    write(stamp(line.time()));
                }
                lineBegins = !line.partial();
                write(line.content());
                if (options.follow()) {
                    out.flush();
                }
            }
            return left > 0;
        }

        private static byte[] stamp(Instant time) {
            return STAMP.format(time).getBytes(StandardCharsets.US_ASCII);
        }

        private void write(byte[] bytes) throws IOException {
            int count = (int) Math.min(left, bytes.length);
            out.write(bytes, 0, count);
            left -= count;
        }
    }
}
