package io.navarch.kubelet.cri;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One entry of a container's log.
 *
 * @param content the bytes without the engine's framing; a complete line has its newline at the end
 * @param partial whether the line goes on in the next entry of the same stream
 */
public record LogLine(Instant time, Stream stream, boolean partial, byte[] content) {
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Where the container wrote it. */
    public enum Stream {
        STDOUT,
        STDERR
    }
}
