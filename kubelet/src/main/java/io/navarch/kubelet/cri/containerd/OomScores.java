package io.navarch.kubelet.cri.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this process may make others less likely to be killed when memory runs out. */
public final class OomScores {
    private static final int CAP_SYS_RESOURCE = 24;

    private OomScores() {}

    /** Whether the kernel refuses to lower an oom_score_adj: the process lacks CAP_SYS_RESOURCE, as in many containers. */
    public static boolean restricted() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("CapEff:")) {
                    long effective = Long.parseUnsignedLong(
                            line.substring("CapEff:".length()).trim(), 16);
                    return (effective >> CAP_SYS_RESOURCE & 1) == 0;
                }
            }
        } catch (IOException e) {
            return true; // No /proc to ask: assume the least.
        }
        return true;
    }
}
