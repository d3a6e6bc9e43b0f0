package io.navarch.embedded.engine;

import io.navarch.embedded.ExecAnswer;
import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.SessionStreams;
import io.navarch.kubelet.cri.simulated.SimulatedContainer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container that is a process of this machine. Its threads read what it prints and wait for its end; {@link #kill} ends all
 * of them.
 */
final class LocalProcess {
    private static final Logger LOG = LoggerFactory.getLogger(LocalProcess.class);
    private static final int NOT_FOUND = 126;

    private final SimulatedContainer container;
    private final ProcessFolder folder;
    private final Process process;

    private LocalProcess(SimulatedContainer container, ProcessFolder folder, Process process) {
        this.container = container;
        this.folder = folder;
        this.process = process;
    }

    /** Begins it. */
    static LocalProcess start(NodeEngine node, SimulatedContainer container, StartedContainer handle)
            throws IOException {
        var folder = ProcessFolder.make(node, container, handle);
        Process process;
        try {
            var words = new ArrayList<>(container.config().command());
            words.addAll(container.config().args());
            process = folder.builder(words).start();
        } catch (IOException e) {
            folder.delete();
            throw new IOException("executable file not found in $PATH", e);
        }
        process.getOutputStream().close();
        var started = new LocalProcess(container, folder, process);
        thread("process-" + process.pid(), started::follow);
        return started;
    }

    /** Reading a pipe holds the thread below, of which virtual threads share a few: these have their own. */
    private static Thread thread(String name, Runnable body) {
        return Thread.ofPlatform().daemon().name(name).start(body);
    }

    private void follow() {
        var out = pump(process.getInputStream(), LogLine.Stream.STDOUT);
        var err = pump(process.getErrorStream(), LogLine.Stream.STDERR);
        try {
            int code = process.waitFor();
            // What it printed last is read before its end is known.
            out.join();
            err.join();
            container.exit(code);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            folder.delete();
        }
    }

    private Thread pump(InputStream stream, LogLine.Stream to) {
        return thread("process-output-" + process.pid(), () -> {
            try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    container.log(to, line);
                }
            } catch (IOException e) {
                LOG.debug("the output of process {} broke off: {}", process.pid(), e.toString());
            }
        });
    }

    /** Asks it to end. */
    void terminate() {
        process.destroy();
    }

    /** Ends it and what it started. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Where the port of the pod is on this machine. */
    InetSocketAddress server(int port) {
        var mapped = folder.ports().get(port);
        var loopback = InetAddress.getLoopbackAddress();
        return new InetSocketAddress(loopback, mapped != null && isOpen(mapped) ? mapped : port);
    }

    private static boolean isOpen(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Runs a command beside it, to its end. */
    ExecAnswer exec(List<String> command) {
        try {
            var running = folder.builder(command).start();
            running.getOutputStream().close();
            var errors =
                    CompletableFuture.supplyAsync(() -> text(running.getErrorStream()), Thread::startVirtualThread);
            var output = text(running.getInputStream());
            return new ExecAnswer(running.waitFor(), output, errors.get());
        } catch (IOException e) {
            return ExecAnswer.failed(NOT_FOUND, "exec failed: " + e.getMessage() + "\n");
        } catch (ExecutionException e) {
            return ExecAnswer.failed(NOT_FOUND, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExecAnswer.failed(NOT_FOUND, "interrupted\n");
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e + "\n";
        }
    }

    /** Runs a command beside it, with its streams. */
    int session(List<String> command, SessionStreams streams) throws IOException, InterruptedException {
        var running = folder.builder(command).start();
        try {
            var input = thread("process-input", () -> copy(streams.stdin(), running.getOutputStream(), true));
            var errors = thread("process-errors", () -> copy(running.getErrorStream(), streams.stderr(), false));
            copy(running.getInputStream(), streams.stdout(), false);
            errors.join();
            int code = running.waitFor();
            input.interrupt();
            return code;
        } finally {
            running.destroyForcibly();
        }
    }

    private static void copy(InputStream from, OutputStream to, boolean close) {
        var buffer = new byte[8192];
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.write(buffer, 0, count);
                to.flush();
            }
            if (close) {
                to.close();
            }
        } catch (IOException e) {
            LOG.debug("a command's stream broke off: {}", e.toString());
        }
    }
}
