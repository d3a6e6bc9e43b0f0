package io.navarch.streaming.portforward;

import io.navarch.streaming.Duplex;
import java.io.IOException;

/** Connects to a port of the pod. Called on a thread of the forwarded connection; may block. */
@FunctionalInterface
public interface PortConnector {
    /** A new connection, which the caller closes; the message of the error goes to the user. */
    Duplex connect(int port) throws IOException;
}
