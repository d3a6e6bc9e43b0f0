package io.navarch.kubelet.dial;

import io.navarch.model.core.v1.Container;
import org.jspecify.annotations.Nullable;

/** A port as probes and hooks name it: by number, or by the name of one of the container's ports. */
public final class PodPort {
    private PodPort() {}

    /** @throws IllegalArgumentException with upstream's words if there is no such port */
    public static int of(@Nullable Object stated, Container container) {
        int port = stated instanceof Number number ? number.intValue() : named(String.valueOf(stated), container);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("invalid port number: " + port);
        }
        return port;
    }

    private static int named(String name, Container container) {
        for (var port : container.ports()) {
            if (port.name().equals(name)) {
                return port.containerPort();
            }
        }
        try {
            return Integer.parseInt(name);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("strconv.Atoi: parsing \"" + name + "\": invalid syntax", e);
        }
    }
}
