package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.PodSandboxConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a simulated container does in its life. Immutable; containers that do nothing special share one.
 *
 * @param startDelay how long its start takes
 * @param createError why it cannot be created, empty if it can
 * @param startError why it cannot be started, empty if it can
 * @param runFor how long it runs by itself, null for until it is stopped
 * @param exitCode its exit code when it ends by itself
 * @param reason why it ends by itself, for instance OOMKilled; empty for what the code says
 * @param lines what it writes, ordered by offset
 * @param loop what it writes from then on
 * @param stopDelay how long it takes to end when asked to; when this is longer than the grace it is killed
 * @param stopExitCode its exit code when asked to end
 * @param ready whether readiness probes succeed once {@code readyAfter} has passed
 * @param liveFor when liveness probes begin to fail, null for never
 * @param cpuNanoCores the processor time it uses per second, in nanoseconds
 * @param memoryBytes its working set
 */
public record ContainerScript(
        Duration startDelay,
        String createError,
        String startError,
        @Nullable Duration runFor,
        int exitCode,
        String reason,
        List<TimedLine> lines,
        @Nullable LineLoop loop,
        Duration stopDelay,
        int stopExitCode,
        boolean ready,
        Duration readyAfter,
        @Nullable Duration liveFor,
        long cpuNanoCores,
        long memoryBytes) {
    static final Duration FOREVER = Duration.ofDays(10_000);

    /** Starts at once, runs until it is stopped, ends at once with 0, is ready, uses next to nothing. */
    public static final ContainerScript SERVER = new ContainerScript(
            Duration.ZERO,
            "",
            "",
            null,
            0,
            "",
            List.of(),
            null,
            Duration.ZERO,
            0,
            true,
            Duration.ZERO,
            null,
            1_000_000,
            4 << 20);

    public ContainerScript {
        lines = List.copyOf(lines);
    }

    /** What the container's command does as far as it is understood, changed by the pod's annotations. */
    public static ContainerScript of(ContainerConfig container, PodSandboxConfig pod) {
        return ScriptAnnotations.apply(CommandScript.ofMainProcess(container, pod.hostname()), container, pod);
    }

    /** What the pod's annotations say, whatever the container's command is. */
    public static ContainerScript ofAnnotations(ContainerConfig container, PodSandboxConfig pod) {
        return ScriptAnnotations.apply(SERVER, container, pod);
    }

    /** The same, ending by itself after that time with that code. */
    public ContainerScript endingAfter(Duration time, int code) {
        return toBuilder().runFor(time).exitCode(code).build();
    }

    /** The same, writing these lines to its standard output when it starts, after what it writes then anyway. */
    public ContainerScript printing(String... texts) {
        List<TimedLine> all = new ArrayList<>(lines);
        for (String text : texts) {
            all.add(new TimedLine(Duration.ZERO, LogLine.Stream.STDOUT, text));
        }
        all.sort(Comparator.comparing(TimedLine::offset));
        return toBuilder().lines(all).build();
    }

    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Changes parts of a script. */
    public static final class Builder {
        private Duration startDelay;
        private String createError;
        private String startError;
        private @Nullable Duration runFor;
        private int exitCode;
        private String reason;
        private List<TimedLine> lines;
        private @Nullable LineLoop loop;
        private Duration stopDelay;
        private int stopExitCode;
        private boolean ready;
        private Duration readyAfter;
        private @Nullable Duration liveFor;
        private long cpuNanoCores;
        private long memoryBytes;

        private Builder(ContainerScript from) {
            startDelay = from.startDelay;
            createError = from.createError;
            startError = from.startError;
            runFor = from.runFor;
            exitCode = from.exitCode;
            reason = from.reason;
            lines = from.lines;
            loop = from.loop;
            stopDelay = from.stopDelay;
            stopExitCode = from.stopExitCode;
            ready = from.ready;
            readyAfter = from.readyAfter;
            liveFor = from.liveFor;
            cpuNanoCores = from.cpuNanoCores;
            memoryBytes = from.memoryBytes;
        }

        public Builder startDelay(Duration value) {
            startDelay = value;
            return this;
        }

        public Builder createError(String value) {
            createError = value;
            return this;
        }

        public Builder startError(String value) {
            startError = value;
            return this;
        }

        public Builder runFor(@Nullable Duration value) {
            runFor = value;
            return this;
        }

        public Builder exitCode(int value) {
            exitCode = value;
            return this;
        }

        public Builder reason(String value) {
            reason = value;
            return this;
        }

        public Builder lines(List<TimedLine> value) {
            lines = value;
            return this;
        }

        public Builder loop(@Nullable LineLoop value) {
            loop = value;
            return this;
        }

        public Builder stopping(Duration delay, int code) {
            stopDelay = delay;
            stopExitCode = code;
            return this;
        }

        public Builder ready(boolean value, Duration after) {
            ready = value;
            readyAfter = after;
            return this;
        }

        public Builder liveFor(@Nullable Duration value) {
            liveFor = value;
            return this;
        }

        public Builder cpuNanoCores(long value) {
            cpuNanoCores = value;
            return this;
        }

        public Builder memoryBytes(long value) {
            memoryBytes = value;
            return this;
        }

        public ContainerScript build() {
            return new ContainerScript(
                    startDelay,
                    createError,
                    startError,
                    runFor,
                    exitCode,
                    reason,
                    lines,
                    loop,
                    stopDelay,
                    stopExitCode,
                    ready,
                    readyAfter,
                    liveFor,
                    cpuNanoCores,
                    memoryBytes);
        }
    }

    /** The line that is written as the {@code index}-th, with its time after the container's start; null if there is none. */
    @Nullable
    TimedLine line(long index) {
        if (index < lines.size()) {
            return lines.get((int) index);
        }
        if (loop == null || loop.lines().isEmpty()) {
            return null;
        }
        long nth = index - lines.size();
        int size = loop.lines().size();
        var line = loop.lines().get((int) (nth % size));
        var offset = loop.begin().plus(loop.period().multipliedBy(nth / size)).plus(line.offset());
        return new TimedLine(offset, line.stream(), line.text());
    }
}
