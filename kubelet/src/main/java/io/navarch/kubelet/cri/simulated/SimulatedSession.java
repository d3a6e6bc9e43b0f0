package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.ExecResult;
import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.SessionStreams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** What a command with connected streams does by default. Blocks its caller's thread for as long as the session lasts. */
final class SimulatedSession {
    static final Set<String> SHELLS = Set.of("sh", "/bin/sh", "bash", "/bin/bash", "ash");

    private SimulatedSession() {}

    /** {@code cat} copies, {@code tar} packs, a shell without a script runs what it reads, everything else is an ordinary command. */
    static int run(
            SimulatedBehaviour behaviour, SimulatedContainer container, List<String> command, SessionStreams streams)
            throws IOException, InterruptedException {
        var copied = FileCommands.run(behaviour, container, command, streams);
        if (copied.isPresent()) {
            return copied.get();
        }
        var script = FileShell.run(behaviour, container, command, streams);
        if (script.isPresent()) {
            return script.get();
        }
        if (SHELLS.contains(command.getFirst()) && command.size() < 3) {
            return shell(behaviour, container, streams);
        }
        return write(result(behaviour, container, command), streams);
    }

    private static int shell(SimulatedBehaviour behaviour, SimulatedContainer container, SessionStreams streams)
            throws IOException, InterruptedException {
        var input = new BufferedReader(new InputStreamReader(streams.stdin(), StandardCharsets.UTF_8));
        int code = 0;
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            code = write(result(behaviour, container, List.of("sh", "-c", line)), streams);
            if (line.trim().matches("exit( \\d+)?")) {
                return code;
            }
        }
        return code;
    }

    private static ExecResult result(SimulatedBehaviour behaviour, SimulatedContainer container, List<String> command)
            throws InterruptedException {
        var answer = behaviour.exec(container, command);
        if (answer.isPresent()) {
            return answer.get();
        }
        var script = CommandScript.ofCommand(command, container.pod().hostname());
        var time = script.runFor();
        container.sleep(time == null ? ContainerScript.FOREVER : time);
        return output(script);
    }

    /** All that a command prints. */
    static ExecResult output(ContainerScript script) {
        var out = new StringBuilder();
        var err = new StringBuilder();
        for (TimedLine line : script.lines()) {
            (line.stream() == LogLine.Stream.STDOUT ? out : err)
                    .append(line.text())
                    .append('\n');
        }
        return ExecResult.of(script.exitCode(), out.toString(), err.toString());
    }

    private static int write(ExecResult result, SessionStreams streams) throws IOException {
        streams.stdout().write(result.stdout());
        streams.stdout().flush();
        streams.stderr().write(result.stderr());
        streams.stderr().flush();
        return result.exitCode();
    }

    /** Answers every HTTP/1 request on the connection with the pod's name. */
    static void answerHttp(PodSandboxConfig pod, SessionStreams streams) throws IOException {
        var input = new BufferedReader(new InputStreamReader(streams.stdin(), StandardCharsets.ISO_8859_1));
        OutputStream output = streams.stdout();
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            if (line.isEmpty()) {
                String body = pod.metadata().name() + "\n";
                String answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body;
                output.write(answer.getBytes(StandardCharsets.UTF_8));
                output.flush();
            }
        }
    }
}
