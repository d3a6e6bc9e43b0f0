package io.navarch.kubelet.cri;

import java.nio.charset.StandardCharsets;

/** What a command run to its end in a container left: exit code and output (binary, at most 16 MB each). */
public record ExecResult(int exitCode, byte[] stdout, byte[] stderr) {
    public static ExecResult of(int exitCode, String stdout, String stderr) {
        return new ExecResult(
                exitCode, stdout.getBytes(StandardCharsets.UTF_8), stderr.getBytes(StandardCharsets.UTF_8));
    }

    public String stdoutText() {
        return new String(stdout, StandardCharsets.UTF_8);
    }

    public String stderrText() {
        return new String(stderr, StandardCharsets.UTF_8);
    }
}
