package io.navarch.embedded.engine;

import io.navarch.embedded.ContainerHandle;
import io.navarch.embedded.ContainerProgram;
import io.navarch.embedded.ExecAnswer;
import io.navarch.embedded.ExecStreams;
import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.SessionStreams;
import io.navarch.kubelet.cri.simulated.SimulatedContainer;
import io.navarch.model.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container with a program, a process or a server in it. Thread-safe. */
final class StartedContainer implements ContainerHandle {
    private static final Logger LOG = LoggerFactory.getLogger(StartedContainer.class);
    private static final Duration LONG = Duration.ofDays(1);
    private static final int NANO = 9;
    private static final int SETTLING_MILLIS = 200;

    private final NodeEngine node;
    private final SimulatedContainer container;
    private final boolean forked;
    private final Map<Integer, InetSocketAddress> servers = new ConcurrentHashMap<>();
    private volatile @Nullable Function<List<String>, ExecAnswer> answers;
    private volatile @Nullable ContainerSession session;
    private volatile @Nullable StopAction stopAction;
    private volatile @Nullable Thread thread;
    private volatile @Nullable LocalProcess process;
    private final CountDownLatch settled = new CountDownLatch(1);

    StartedContainer(NodeEngine node, SimulatedContainer container, boolean forked) {
        this.node = node;
        this.container = container;
        this.forked = forked;
    }

    // What the node's engine asks for.

    /**
     * Begins the program and lets it set itself up: waits until it returns, ends the container, sleeps or waits, though not for
     * long. So what it says at once of readiness and commands holds from the start.
     */
    void run(ContainerProgram program) {
        begin(program);
        settle();
    }

    /** Begins the program. */
    void begin(ContainerProgram program) {
        var runner = thread("program", program, () -> {
            try {
                program.run(this);
            } finally {
                settled.countDown();
            }
        });
        thread = runner;
        runner.start();
    }

    /** Waits until the program has set itself up. */
    void settle() {
        try {
            if (!settled.await(SETTLING_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("{} is still setting itself up", this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A thread for the test's code, which finds the test's classes. */
    private Thread thread(String what, Object code, StopAction action) {
        var name = what + "-" + podNamespace() + "/" + podName() + "/" + name();
        var made = node.clock().activity().unstarted(name, () -> {
            try {
                action.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // The container has ended.
            } catch (Exception | LinkageError | AssertionError e) {
                failed(e);
            }
        });
        made.setContextClassLoader(code.getClass().getClassLoader());
        return made;
    }

    private void failed(Throwable failure) {
        if (container.running()) {
            var trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            trace.toString().lines().forEach(this::printError);
            exit(1);
        }
    }

    void runProcess() {
        try {
            process = LocalProcess.start(node, container, this);
        } catch (IOException e) {
            var command = container.config().command();
            var program = command.isEmpty() ? container.config().args().getFirst() : command.getFirst();
            container.fail("failed to create containerd task: failed to create shim task: OCI runtime create failed: "
                    + "runc create failed: unable to start container process: exec: \"" + program + "\": "
                    + e.getMessage() + ": unknown");
        }
    }

    void ended() {
        var runner = thread;
        if (runner != null && runner != Thread.currentThread()) {
            runner.interrupt();
        }
        var running = process;
        if (running != null) {
            running.kill();
        }
    }

    /** Asks it to end and waits for that; false if nobody cares. */
    boolean stop(Duration grace) throws InterruptedException {
        var running = process;
        var action = stopAction;
        if (running != null) {
            running.terminate();
        } else if (action != null) {
            thread("stop", action, () -> {
                        action.run();
                        container.exit(container.script().stopExitCode());
                    })
                    .start();
        } else {
            return false;
        }
        container.awaitEnd(grace);
        return true;
    }

    Optional<ExecAnswer> exec(List<String> command) {
        var answerer = answers;
        var answer = answerer == null ? null : answerer.apply(command);
        if (answer != null && answer != ExecAnswer.NONE) {
            return Optional.of(answer);
        }
        var running = process;
        return running == null ? Optional.empty() : Optional.of(running.exec(command));
    }

    Optional<Integer> session(List<String> command, SessionStreams streams) throws IOException, InterruptedException {
        var own = session;
        if (own != null) {
            return Optional.of(own.run(new Streams(command, streams.stdin(), streams.stdout(), streams.stderr())));
        }
        var running = process;
        return running == null || answers != null ? Optional.empty() : Optional.of(running.session(command, streams));
    }

    private record Streams(List<String> command, InputStream input, OutputStream output, OutputStream errors)
            implements ExecStreams {}

    Map<Integer, InetSocketAddress> servers() {
        return Map.copyOf(servers);
    }

    boolean isServing() {
        return !servers.isEmpty() || process != null;
    }

    boolean answersCommands() {
        return answers != null || process != null;
    }

    /** What stands for the port of the pod. */
    Optional<InetSocketAddress> server(int port) {
        var server = servers.get(port);
        var running = process;
        return server != null || running == null ? Optional.ofNullable(server) : Optional.of(running.server(port));
    }

    // What the test asks for.

    @Override
    public String name() {
        return container.config().metadata().name();
    }

    @Override
    public String image() {
        return container.config().image().userSpecifiedImage();
    }

    @Override
    public String podName() {
        return container.pod().metadata().name();
    }

    @Override
    public String podNamespace() {
        return container.pod().metadata().namespace();
    }

    @Override
    public String podUid() {
        return container.pod().metadata().uid();
    }

    @Override
    public Map<String, String> podLabels() {
        return node.pod(container).map(pod -> pod.metadata().labels()).orElse(Map.of());
    }

    @Override
    public Map<String, String> podAnnotations() {
        return Map.copyOf(container.pod().annotations());
    }

    @Override
    public String podIp() {
        return container.podAddress();
    }

    @Override
    public String nodeName() {
        return node.nodeName();
    }

    @Override
    public int restarts() {
        return container.config().metadata().attempt();
    }

    @Override
    public boolean isForked() {
        return forked;
    }

    @Override
    public Map<String, String> env() {
        var all = new LinkedHashMap<String, String>();
        container.config().envs().forEach(variable -> all.put(variable.name(), variable.value()));
        return Collections.unmodifiableMap(all);
    }

    @Override
    public List<String> command() {
        return List.copyOf(container.config().command());
    }

    @Override
    public List<String> args() {
        return List.copyOf(container.config().args());
    }

    @Override
    public Optional<byte[]> file(String path) {
        return Optional.ofNullable(files().get(path));
    }

    @Override
    public Optional<String> text(String path) {
        return file(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public SortedMap<String, byte[]> files() {
        var all = new TreeMap<>(node.files(container));
        all.putAll(container.copiedFiles());
        return all;
    }

    @Override
    public void print(String line) {
        container.log(LogLine.Stream.STDOUT, line);
    }

    @Override
    public void printError(String line) {
        container.log(LogLine.Stream.STDERR, line);
    }

    @Override
    public void exit(int code) {
        container.exit(code);
        settled.countDown();
    }

    @Override
    public void runOutOfMemory() {
        container.runOutOfMemory();
    }

    @Override
    public void ready(boolean ready) {
        container.ready(ready);
    }

    @Override
    public void live(boolean live) {
        container.live(live);
    }

    @Override
    public void usage(String cpu, String memory) {
        container.usage(
                Quantity.parse(cpu).toBigDecimal().movePointRight(NANO).longValue(),
                Quantity.parse(memory).value());
    }

    @Override
    public void onExec(Function<List<String>, ExecAnswer> function) {
        answers = function;
    }

    @Override
    public void onSession(ContainerSession program) {
        session = program;
    }

    @Override
    public void serve(int port, InetSocketAddress server) {
        servers.put(port, server);
    }

    @Override
    public void onStop(StopAction action) {
        stopAction = action;
    }

    @Override
    public boolean isRunning() {
        return container.running();
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        settled.countDown();
        while (!container.awaitEnd(LONG)) {
            // Longer than any test, but not for ever.
        }
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        settled.countDown();
        container.sleep(duration);
    }

    @Override
    public Instant now() {
        return node.clock().now();
    }

    @Override
    public String toString() {
        return "container " + name() + " of pod " + podNamespace() + "/" + podName();
    }
}
