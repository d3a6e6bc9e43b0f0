package io.navarch.kubelet.cri;

import java.io.IOException;
import java.net.URI;

/** Where the streams of an exec, attach or port-forward are. */
public sealed interface StreamingEndpoint {
    /** A server of the engine that speaks the streaming protocols: the caller upgrades there and copies bytes. */
    record Remote(URI url) implements StreamingEndpoint {}

    /** An engine within this process: the caller speaks the streaming protocol and hands over the streams. */
    record InProcess(StreamHandler handler) implements StreamingEndpoint {}

    /** Serves one exec, attach or port-forward session, blocking until it is over. */
    @FunctionalInterface
    interface StreamHandler {
        /**
         * Runs the session.
         *
         * @return the exit code of the process, 0 for attach and port-forward
         */
        int serve(SessionStreams streams) throws IOException, InterruptedException;
    }
}
