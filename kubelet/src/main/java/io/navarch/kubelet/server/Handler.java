package io.navarch.kubelet.server;

import java.io.IOException;

/** Answers requests below one path. Thread-safe; blocks until the answer is complete. */
@FunctionalInterface
interface Handler {
    void handle(Exchange exchange) throws IOException, InterruptedException;
}
