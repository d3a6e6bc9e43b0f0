package io.navarch.client;

import io.navarch.model.Kind;
import io.navarch.model.KubeObject;

/** Typed access to the API over a transport. Thread-safe and cheap: it holds nothing but the transport. */
public final class KubeClient {
    private final Transport transport;

    public KubeClient(Transport transport) {
        this.transport = transport;
    }

    public Transport transport() {
        return transport;
    }

    /** The objects of a kind, in all namespaces or cluster-scoped. */
    public <T extends KubeObject<T>> Resource<T> of(Kind<T> kind) {
        return new Resource<>(transport, kind, "");
    }

    /** The objects of a kind in a namespace. */
    public <T extends KubeObject<T>> Resource<T> of(Kind<T> kind, String namespace) {
        return new Resource<>(transport, kind, namespace);
    }
}
