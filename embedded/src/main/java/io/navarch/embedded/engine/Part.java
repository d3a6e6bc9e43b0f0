package io.navarch.embedded.engine;

import io.navarch.embedded.ContainerProgram;
import java.net.InetSocketAddress;

/** What was said of an image. */
public sealed interface Part {
    /** Its containers run this. */
    record Program(ContainerProgram program) implements Part {}

    /** A server stands for one of their ports. */
    record Server(int port, InetSocketAddress address) implements Part {}

    /** Its containers are processes of this machine. */
    record Process() implements Part {}

    /** It cannot be pulled. */
    record PullFailure(String message) implements Part {}
}
