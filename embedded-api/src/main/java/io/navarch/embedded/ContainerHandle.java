package io.navarch.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** A container that has been started, as its program and a test see it. */
public interface ContainerHandle {
    String name();

    /** As the pod names it. */
    String image();

    String podName();

    String podNamespace();

    String podUid();

    Map<String, String> podLabels();

    Map<String, String> podAnnotations();

    /** The pod's address, or "" in the node's network. */
    String podIp();

    String nodeName();

    /** How often the container was started before in this pod: 0, 1, 2 … */
    int restarts();

    /**
     * Whether the container was running in another cluster, of which this one is a fork. It has gone on: it has the same restarts,
     * address and log as there, and copied files, readiness and usage. Its program or process could not be copied and was begun anew
     * in it.
     */
    boolean isForked();

    /** All variables, those from ConfigMaps, Secrets and fields among them. Of containers without a program it is empty. */
    Map<String, String> env();

    List<String> command();

    List<String> args();

    /**
     * What stands in the file of that absolute path, if it is in a ConfigMap, Secret, projected or downward-API volume or was
     * copied into the container ({@code kubectl cp}).
     */
    Optional<byte[]> file(String path);

    /** The text of {@link #file(String)}. */
    Optional<String> text(String path);

    /** All such files by absolute path, as they are now. */
    SortedMap<String, byte[]> files();

    /** Writes a line to its standard output. */
    void print(String line);

    /** Writes a line to its standard error. */
    void printError(String line);

    /** Ends it with that code. Does nothing if it has ended. */
    void exit(int code);

    /** Ends it as one that used more memory than it may: OOMKilled, 137. */
    void runOutOfMemory();

    /** What its readiness probes find from now on. */
    void ready(boolean ready);

    /** What its liveness probes find from now on. */
    void live(boolean live);

    /**
     * What it uses from now on. More memory than its limit ends it, OOMKilled.
     *
     * @param cpu a quantity of cores such as {@code 250m}
     * @param memory a quantity of bytes such as {@code 64Mi}
     */
    void usage(String cpu, String memory);

    /**
     * Answers commands that are run in it: {@code kubectl exec}, exec probes and hooks. An answer of {@link ExecAnswer#NONE}
     * leaves the command to the simulation.
     */
    void onExec(Function<List<String>, ExecAnswer> answers);

    /** Answers commands that are run in it with their streams, as long as they last. Comes before {@link #onExec}. */
    void onSession(ContainerSession session);

    /** Lets the server answer at the port of the pod; all ports without one then refuse connections. */
    void serve(int port, InetSocketAddress server);

    /**
     * Runs when it is asked to end (SIGTERM), on a thread of its own; it ends when that returns, with the code of {@link #exit} if
     * that was called, and is killed when the grace is over. Without one it ends at once.
     */
    void onStop(StopAction action);

    /** What happens between SIGTERM and the end. */
    @FunctionalInterface
    interface StopAction {
        void run() throws Exception;
    }

    /** A command with its streams. */
    @FunctionalInterface
    interface ContainerSession {
        /** @return the exit code */
        int run(ExecStreams streams) throws IOException, InterruptedException;
    }

    boolean isRunning();

    /** Waits until it has ended. */
    void awaitEnd() throws InterruptedException;

    /** Waits for so much of the cluster's time. */
    void sleep(Duration duration) throws InterruptedException;

    /** The cluster's time. */
    Instant now();
}
