package io.navarch.apiserver.proxy;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Node;
import io.navarch.model.status.ApiException;
import io.navarch.pki.Credential;
import java.util.List;
import java.util.Optional;

/** Finds the kubelet of a node, and enters it with the server's own certificate. Thread-safe. */
final class Kubelets {
    private static final int PORT = 10250;
    private static final List<String> PREFERRED =
            List.of("InternalIP", "ExternalIP", "Hostname", "InternalDNS", "ExternalDNS");

    private final ObjectStores stores;
    private final AnyServer tls;
    private final LocalDoors doors;

    Kubelets(ObjectStores stores, Credential credential, LocalDoors doors) {
        this.stores = stores;
        this.doors = doors;
        this.tls = new AnyServer(credential);
    }

    /** The kubelet of the node. */
    Backend of(String nodeName) {
        var node = new Node(stores.of("", "nodes").get("", nodeName));
        var door = doors.door(nodeName);
        if (door.isPresent()) {
            return new Backend(nodeName, PORT, Optional.empty(), door.get());
        }
        int port = node.status().daemonEndpoints().kubeletEndpoint().Port();
        return new Backend(address(node), port == 0 ? PORT : port, Optional.of(tls.context()));
    }

    /** The address at which the node is reached. */
    static String address(Node node) {
        for (var type : PREFERRED) {
            for (var address : node.status().addresses()) {
                if (address.type().equals(type) && !address.address().isEmpty()) {
                    return address.address();
                }
            }
        }
        throw ApiException.internal("no preferred addresses found; known addresses: []");
    }
}
