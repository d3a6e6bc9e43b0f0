package io.navarch.kubelet.cri;

/** A port of the pod that is reachable on the node. An empty host IP means every address of the node. */
public record PortMapping(Protocol protocol, int containerPort, int hostPort, String hostIp) {
    /** The transport protocol of a port. */
    public enum Protocol {
        TCP,
        UDP,
        SCTP
    }
}
