package io.navarch.streaming.portforward;

import java.io.IOException;

/** The pod that ports are forwarded to, as errors name it. */
public record ForwardedPod(String name, String uid) {
    String problem(int port, IOException cause) {
        return "error forwarding port " + port + " to pod " + name + ", uid " + uid + ": " + cause.getMessage();
    }
}
