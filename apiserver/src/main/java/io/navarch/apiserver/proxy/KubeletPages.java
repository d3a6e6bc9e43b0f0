package io.navarch.apiserver.proxy;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.pki.Credential;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.IOException;

/** What kubelets tell of themselves, read by the server for its own use. Thread-safe; blocks. */
public final class KubeletPages {
    private static final int LARGEST = 64 << 20;

    private final Kubelets kubelets;
    private final LocalDoors doors;
    private final BackendClient client;

    /** @param credential with which kubelets are entered */
    public KubeletPages(ObjectStores stores, Credential credential, LocalDoors doors) {
        this.kubelets = new Kubelets(stores, credential, doors);
        this.doors = doors;
        this.client = new BackendClient(doors);
    }

    /** Whether the node lives in this process, where asking costs next to nothing. */
    public boolean isLocal(String node) {
        return doors.door(node).isPresent();
    }

    /**
     * The page at the path of the node's kubelet.
     *
     * @throws IOException if it cannot be had
     * @throws io.navarch.model.status.ApiException if there is no such node
     */
    public byte[] get(String node, String path) throws IOException {
        var headers = HeaderFields.none().with("Connection", "close");
        try (var answer = client.send(kubelets.of(node), "GET", path, headers, new byte[0])) {
            var body = answer.body().readNBytes(LARGEST);
            if (answer.status() != 200) {
                throw new IOException("the kubelet of " + node + " answered " + answer.status());
            }
            return body;
        }
    }
}
