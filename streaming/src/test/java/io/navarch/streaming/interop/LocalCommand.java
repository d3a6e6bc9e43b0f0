package io.navarch.streaming.interop;

import io.navarch.streaming.Tunnel;
import io.navarch.streaming.remotecommand.CommandStatus;
import io.navarch.streaming.remotecommand.RemoteCommandStreams;
import io.navarch.streaming.remotecommand.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a command of the tiny API server's pod as a process; without one, as attach has it, echoes. */
final class LocalCommand {
    private LocalCommand() {}

    static void run(List<String> command, RemoteCommandStreams streams) throws InterruptedException, IOException {
        if (command.isEmpty()) {
            Tunnel.copy(streams.stdin(), streams.stdout());
            streams.finish(CommandStatus.succeeded());
            return;
        }
        if (command.getFirst().equals("print-size")) {
            TerminalSize size = streams.resizes().next().orElseThrow();
            streams.stdout().write((size.width() + "x" + size.height() + "\r\n").getBytes(StandardCharsets.UTF_8));
            streams.finish(CommandStatus.succeeded());
            return;
        }
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            streams.finish(CommandStatus.internalError("error executing command in container: " + e.getMessage()));
            return;
        }
        streams.onDisconnect(process::destroyForcibly);
        Thread.ofVirtual().start(() -> {
            try (OutputStream stdin = process.getOutputStream()) {
                Tunnel.copy(streams.stdin(), stdin);
            } catch (IOException e) {
                // The process closed its input.
            }
        });
        Thread err = Thread.ofVirtual().start(() -> pass(process.getErrorStream(), streams.stderr()));
        pass(process.getInputStream(), streams.stdout());
        err.join();
        streams.finish(CommandStatus.exited(process.waitFor()));
    }

    private static void pass(InputStream from, OutputStream to) {
        try {
            Tunnel.copy(from, to);
        } catch (IOException e) {
            // The client left.
        }
    }
}
