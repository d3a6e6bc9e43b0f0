package io.navarch.embedded.engine;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/**
 * What a test had put into a container at one moment.
 *
 * @param main its program, or that it is a process; empty if neither
 * @param servers that stand for its ports
 */
public record ProgramMoment(Optional<Part> main, Map<Integer, InetSocketAddress> servers) {}
