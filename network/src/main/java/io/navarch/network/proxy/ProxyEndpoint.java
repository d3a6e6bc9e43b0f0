package io.navarch.network.proxy;

import java.util.Set;

/**
 * An address and port behind a service port.
 *
 * @param local whether it is on the proxy's own node
 * @param forZones the zones that it is meant for, none if for all
 * @param forNodes the nodes that it is meant for, none if for all
 */
record ProxyEndpoint(
        String ip,
        int port,
        boolean ready,
        boolean serving,
        boolean terminating,
        boolean local,
        Set<String> forZones,
        Set<String> forNodes) {

    /** Still answers though its pod is on its way out. */
    boolean servesWhileTerminating() {
        return serving && terminating;
    }

    /** {@code 1.2.3.4:80} or {@code [::1]:80}. */
    String target() {
        return ip.indexOf(':') < 0 ? ip + ":" + port : "[" + ip + "]:" + port;
    }
}
