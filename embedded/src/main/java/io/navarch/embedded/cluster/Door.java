package io.navarch.embedded.cluster;

import io.navarch.pki.PemFiles;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A way into a cluster for somebody at a terminal: a kubeconfig in a temporary file, made when it is first asked for. */
final class Door implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofMillis(200);

    private final String kubeconfig;
    private @Nullable Path file;

    Door(String kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    String kubectl() {
        return "kubectl --kubeconfig " + file();
    }

    private synchronized Path file() {
        try {
            var written = file == null ? Files.createTempFile("navarch-", ".kubeconfig") : file;
            PemFiles.writePrivate(written, kubeconfig);
            file = written;
            return written;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a kubeconfig: " + e.getMessage(), e);
        }
    }

    /** Says how to get in, and waits until the file is gone. */
    void pause(Object cluster) throws InterruptedException {
        var waited = file();
        System.out.println("The test is paused; " + cluster + " can be looked into:\n  " + kubectl()
                + " get all -A\nIt goes on when the file is removed:\n  rm " + waited);
        try (var machine = Clock.system()) {
            while (Files.exists(waited)) {
                machine.sleep(GLANCE);
            }
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file + ": " + e.getMessage(), e);
        }
    }
}
