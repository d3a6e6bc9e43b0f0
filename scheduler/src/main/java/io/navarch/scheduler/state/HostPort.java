package io.navarch.scheduler.state;

import io.navarch.model.core.v1.Pod;
import java.util.ArrayList;
import java.util.List;

/** A port of the node that a pod takes. */
public record HostPort(String ip, String protocol, int port) {
    private static final String ANY = "0.0.0.0";

    /** Whether both cannot be taken at once. */
    public boolean conflictsWith(HostPort other) {
        return port == other.port
                && protocol.equals(other.protocol)
                && (ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY));
    }

    static List<HostPort> of(Pod pod) {
        var ports = new ArrayList<HostPort>();
        var containers = new ArrayList<>(pod.spec().containers());
        pod.spec().initContainers().stream()
                .filter(container -> container.restartPolicy().equals("Always"))
                .forEach(containers::add);
        for (var container : containers) {
            for (var port : container.ports()) {
                if (port.hostPort() > 0) {
                    ports.add(new HostPort(
                            port.hostIP().isEmpty() ? ANY : port.hostIP(),
                            port.protocol().isEmpty() ? "TCP" : port.protocol(),
                            port.hostPort()));
                }
            }
        }
        return List.copyOf(ports);
    }
}
