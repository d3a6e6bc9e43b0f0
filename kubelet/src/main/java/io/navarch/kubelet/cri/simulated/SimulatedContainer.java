package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.Container;
import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerState;
import io.navarch.kubelet.cri.ContainerStats;
import io.navarch.kubelet.cri.ContainerStatus;
import io.navarch.kubelet.cri.FilesystemUsage;
import io.navarch.kubelet.cri.LinuxContainerResources;
import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.ProbeAnswer;
import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.runtime.Clock;
import io.navarch.runtime.activity.IdleCondition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A container of the simulated engine, as tests and behaviours see it: they write to its log, make it end, make it ready or
 * not. Thread-safe; its state is guarded by the engine's lock, which is why all that changes together stands together here: its
 * life, what probes find, what it uses, its files. What only is told of it is in {@link ContainerScript} and {@link WrittenLog}.
 */
public final class SimulatedContainer {
    static final int KILLED = 137;
    private static final int STARTING_FAILED = 128;

    /** What all containers of an engine share. */
    record Engine(Clock clock, ReentrantLock lock, IdleCondition changed, SimulatedBehaviour behaviour, Ends ends) {}

    /** Hears when a container has ended. */
    @FunctionalInterface
    interface Ends {
        void ended(SimulatedContainer container);
    }

    private final Engine engine;
    private final String id;
    private final SimulatedSandbox sandbox;
    private final ContainerConfig config;
    private final String imageRef;
    private final ContainerScript script;
    private final Instant createdAt;
    private ContainerState state = ContainerState.CREATED;
    private boolean starting;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private int exitCode;
    private String reason = "";
    private String message = "";
    private LinuxContainerResources resources;
    private Clock.@Nullable Timer end;
    private @Nullable Boolean ready;
    private @Nullable Boolean live;
    private UsedResources used;
    private Map<String, byte[]> copied = Map.of();
    private WrittenLog written = new WrittenLog();

    SimulatedContainer(
            Engine engine,
            String id,
            SimulatedSandbox sandbox,
            ContainerConfig config,
            String imageRef,
            ContainerScript script,
            Instant createdAt) {
        this.engine = engine;
        this.id = id;
        this.sandbox = sandbox;
        this.config = config;
        this.imageRef = imageRef;
        this.script = script;
        this.createdAt = createdAt;
        this.resources = config.resources();
        this.used = UsedResources.of(script, createdAt);
    }

    /** A container that goes on from where another was, in a copy of its sandbox. */
    SimulatedContainer(Engine engine, SimulatedSandbox sandbox, ContainerMoment moment) {
        this(engine, moment.id(), sandbox, moment.config(), moment.imageRef(), moment.script(), moment.createdAt());
        state = moment.state();
        startedAt = moment.startedAt();
        finishedAt = moment.finishedAt();
        exitCode = moment.exitCode();
        reason = moment.reason();
        message = moment.message();
        resources = moment.resources();
        ready = moment.ready();
        live = moment.live();
        used = moment.used();
        copied = moment.copied().isEmpty() ? Map.of() : new TreeMap<>(moment.copied());
        written = moment.written().copy();
    }

    /** What it is at this moment. Called with the engine's lock held. */
    ContainerMoment moment() {
        return new ContainerMoment(
                id,
                sandbox.id(),
                config,
                imageRef,
                script,
                createdAt,
                state,
                startedAt,
                finishedAt,
                exitCode,
                reason,
                message,
                resources,
                ready,
                live,
                used,
                Map.copyOf(copied),
                written.copy());
    }

    /** Arranges the end that the script foresees for a container that ran when its moment was taken. */
    void resume() {
        Duration time = script.runFor();
        guarded(() -> {
            if (state == ContainerState.RUNNING && startedAt != null && time != null) {
                var left = Duration.between(engine.clock().now(), startedAt.plus(time));
                end = engine.clock().after(left.isNegative() ? Duration.ZERO : left, this::endByItself);
            }
        });
    }

    public String id() {
        return id;
    }

    public String podSandboxId() {
        return sandbox.id();
    }

    public ContainerConfig config() {
        return config;
    }

    public PodSandboxConfig pod() {
        return sandbox.config();
    }

    public ContainerScript script() {
        return script;
    }

    public ContainerState state() {
        return locked(() -> state);
    }

    public boolean running() {
        return state() == ContainerState.RUNNING;
    }

    /** Writes a line to its log. */
    public void log(LogLine.Stream stream, String text) {
        guarded(() -> {
            written.add(engine.clock().now(), stream, text);
            engine.changed().signalAll();
        });
    }

    /** Puts a file into it, as long as it lives. */
    public void copy(String path, byte[] content) {
        guarded(() -> {
            if (copied.isEmpty()) {
                copied = new TreeMap<>();
            }
            copied.put(path, content);
        });
    }

    /** Takes a file away that was put into it. */
    public void remove(String path) {
        guarded(() -> {
            if (copied.containsKey(path)) {
                copied.remove(path);
            }
        });
    }

    /** The files that were put into it, by absolute path. */
    public Map<String, byte[]> copiedFiles() {
        return locked(() -> copied.isEmpty() ? Map.of() : new TreeMap<>(copied));
    }

    /** Makes it end with that code, if it runs. */
    public void exit(int code) {
        end(code, code == 0 ? "Completed" : "Error");
    }

    /** Makes it end as if it had used too much memory, if it runs. */
    public void runOutOfMemory() {
        end(KILLED, "OOMKilled");
    }

    /** What its readiness probes answer from now on, whatever its script says. */
    public void ready(boolean value) {
        guarded(() -> ready = value);
    }

    /** What its liveness probes answer from now on, whatever its script says. */
    public void live(boolean value) {
        guarded(() -> live = value);
    }

    /** What it uses from now on; more memory than it may have ends it. */
    public void usage(long cpuNanoCores, long memoryBytes) {
        guarded(() -> used = used.changed(engine.clock().now(), cpuNanoCores, memoryBytes));
        endIfTooLarge();
    }

    private void endIfTooLarge() {
        boolean tooLarge = locked(() -> resources.memoryLimit() > 0 && used.memoryBytes() > resources.memoryLimit());
        if (tooLarge) {
            runOutOfMemory();
        }
    }

    /** Makes it end as one whose program could not be begun, if it runs. */
    public void fail(String why) {
        guarded(() -> message = why);
        end(STARTING_FAILED, "StartError");
    }

    /** The address of its pod, "" if it has none of its own or is gone. */
    public String podAddress() {
        return locked(() -> sandbox.ips().isEmpty() ? "" : sandbox.ips().getFirst());
    }

    /**
     * Waits until it has ended or the duration of the engine's time has passed.
     *
     * @return whether it has ended
     */
    public boolean awaitEnd(Duration duration) throws InterruptedException {
        long deadline = engine.clock().nanos() + duration.toNanos();
        engine.lock().lockInterruptibly();
        try {
            while (state == ContainerState.RUNNING) {
                long left = deadline - engine.clock().nanos();
                if (left <= 0) {
                    return false;
                }
                var timer = engine.clock().after(Duration.ofNanos(left), this::wake);
                try {
                    engine.changed().await();
                } finally {
                    timer.cancel();
                }
            }
            return true;
        } finally {
            engine.lock().unlock();
        }
    }

    /** Waits for the engine's time to pass. */
    public void sleep(Duration duration) throws InterruptedException {
        engine.clock().sleep(duration);
    }

    private void end(int code, String why) {
        engine.lock().lock();
        try {
            if (state != ContainerState.RUNNING) {
                return;
            }
            state = ContainerState.EXITED;
            finishedAt = engine.clock().now();
            exitCode = code;
            reason = why;
            if (end != null) {
                end.cancel();
                end = null;
            }
            engine.changed().signalAll();
        } finally {
            engine.lock().unlock();
        }
        engine.ends().ended(this);
        engine.behaviour().onEnd(this);
    }

    /** Reserves the start for one caller; answers the state that forbids it, or null. */
    @Nullable
    ContainerState beginStart() {
        return locked(() -> {
            if (state != ContainerState.CREATED || starting) {
                return starting ? ContainerState.RUNNING : state;
            }
            starting = true;
            return null;
        });
    }

    void failStart(String why) {
        guarded(() -> {
            starting = false;
            state = ContainerState.EXITED;
            finishedAt = engine.clock().now();
            exitCode = STARTING_FAILED;
            reason = "StartError";
            message = why;
            engine.changed().signalAll();
        });
    }

    /** Forgets a start that was interrupted. */
    void abandonStart() {
        guarded(() -> starting = false);
    }

    void completeStart() {
        guarded(() -> {
            starting = false;
            state = ContainerState.RUNNING;
            startedAt = engine.clock().now();
            used = UsedResources.of(script, startedAt);
            engine.changed().signalAll();
        });
    }

    /** Arranges the end that the script foresees. */
    void awaitScriptedEnd() {
        if (script.memoryBytes() != ContainerScript.SERVER.memoryBytes()) {
            endIfTooLarge(); // It was said what it uses.
        }
        Duration time = script.runFor();
        if (time == null) {
            return;
        }
        if (time.isZero()) {
            endByItself();
            return;
        }
        guarded(() -> {
            if (state == ContainerState.RUNNING) {
                end = engine.clock().after(time, this::endByItself);
            }
        });
    }

    private void endByItself() {
        if (script.reason().isEmpty()) {
            exit(script.exitCode());
        } else {
            end(script.exitCode(), script.reason());
        }
    }

    void resources(LinuxContainerResources value) {
        guarded(() -> resources = value);
    }

    Container listed() {
        return new Container(
                id,
                sandbox.id(),
                config.metadata(),
                config.image(),
                imageRef,
                state(),
                createdAt,
                config.labels(),
                config.annotations());
    }

    ContainerStatus status() {
        return locked(() -> new ContainerStatus(
                id,
                config.metadata(),
                state,
                createdAt,
                startedAt,
                finishedAt,
                exitCode,
                config.image(),
                imageRef,
                imageRef,
                reason,
                message,
                config.labels(),
                config.annotations(),
                config.mounts(),
                logPath(),
                resources,
                null));
    }

    private String logPath() {
        String directory = sandbox.config().logDirectory();
        return directory.isEmpty() || config.logPath().isEmpty()
                ? ""
                : Path.of(directory, config.logPath()).toString();
    }

    ContainerStats stats() {
        Instant now = engine.clock().now();
        Instant since = locked(() -> state == ContainerState.RUNNING ? startedAt : null);
        if (since == null) {
            return new ContainerStats(id, config.metadata(), config.labels(), config.annotations(), null, null, null);
        }
        UsedResources use = locked(() -> used);
        long memory = use.memoryBytes();
        long limit = locked(() -> resources.memoryLimit());
        return new ContainerStats(
                id,
                config.metadata(),
                config.labels(),
                config.annotations(),
                new ContainerStats.Cpu(now, use.cpuNanos(now), use.cpuNanoCores()),
                new ContainerStats.Memory(now, memory, Math.max(0, limit - memory), memory, memory, 0, 0),
                new FilesystemUsage(now, SimulatedContainerRuntime.MOUNT_POINT, 0, 0));
    }

    /** Whether it has been said what such probes find. */
    boolean answers(ProbeKind kind) {
        return locked(() -> switch (kind) {
            case READINESS -> ready != null;
            case LIVENESS -> live != null;
            case STARTUP -> false;
        });
    }

    ProbeAnswer probe(ProbeKind kind) {
        Instant since = locked(() -> state == ContainerState.RUNNING ? startedAt : null);
        if (since == null) {
            return ProbeAnswer.failure("the container does not run");
        }
        Duration age = Duration.between(since, engine.clock().now());
        Boolean readyOverride = locked(() -> ready);
        Boolean liveOverride = locked(() -> live);
        Duration liveFor = script.liveFor();
        boolean success =
                switch (kind) {
                    case STARTUP -> age.compareTo(script.readyAfter()) >= 0;
                    case LIVENESS ->
                        liveOverride != null ? liveOverride : liveFor == null || age.compareTo(liveFor) < 0;
                    case READINESS ->
                        readyOverride != null
                                ? readyOverride
                                : script.ready() && age.compareTo(script.readyAfter()) >= 0;
                };
        return success ? ProbeAnswer.SUCCESS : ProbeAnswer.failure("simulated failure");
    }

    // What a log reader needs.

    /** The line the script writes as its {@code index}-th, whether its time has come or not; null if there is none. */
    @Nullable
    LogLine scripted(long index) {
        Instant start = locked(() -> startedAt);
        Instant last = locked(() -> finishedAt);
        TimedLine line = script.line(index);
        if (start == null || line == null) {
            return null;
        }
        Instant time = start.plus(line.offset());
        return last != null && time.isAfter(last) ? null : WrittenLog.line(time, line.stream(), line.text());
    }

    /** The line written as its {@code index}-th by a behaviour; null if there is none (yet). */
    @Nullable
    LogLine written(long index) {
        return locked(() -> written.at(index));
    }

    /**
     * Waits until the line of that index may have been written, the container may have ended, or the duration of the
     * engine's time has passed.
     */
    void awaitWritten(long index, Duration duration) throws InterruptedException {
        engine.lock().lockInterruptibly();
        try {
            if (written.at(index) != null || state != ContainerState.RUNNING) {
                return;
            }
            var timer = engine.clock().after(duration, this::wake);
            try {
                engine.changed().await();
            } finally {
                timer.cancel();
            }
        } finally {
            engine.lock().unlock();
        }
    }

    private void wake() {
        guarded(() -> engine.changed().signalAll());
    }

    private void guarded(Runnable change) {
        engine.lock().lock();
        try {
            change.run();
        } finally {
            engine.lock().unlock();
        }
    }

    private <T extends @Nullable Object> T locked(Supplier<T> look) {
        engine.lock().lock();
        try {
            return look.get();
        } finally {
            engine.lock().unlock();
        }
    }
}
