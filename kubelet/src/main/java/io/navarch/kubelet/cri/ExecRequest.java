package io.navarch.kubelet.cri;

import java.util.List;

/** A command to run in a container with its streams connected. With a terminal, {@code stderr} must be false. */
public record ExecRequest(
        String containerId, List<String> command, boolean tty, boolean stdin, boolean stdout, boolean stderr) {
    public ExecRequest {
        command = List.copyOf(command);
    }
}
