package io.navarch.apiserver.proxy;

import io.navarch.apiserver.registry.Registry;
import io.navarch.pki.Credential;
import java.util.random.RandomGenerator;

/** Makes the registry answer the sub-resources that lead to nodes, pods and services. */
public final class Proxies {
    private Proxies() {}

    /**
     * Adds log, exec, attach, portforward and proxy.
     *
     * @param kubeletClient with which kubelets are entered
     * @param doors to nodes and pods, those of this process and others
     */
    public static void addTo(Registry registry, Credential kubeletClient, LocalDoors doors, RandomGenerator random) {
        var client = new BackendClient(doors);
        var kubelets = new Kubelets(registry, kubeletClient, doors);
        var streams = new KubeletStreams(client);
        var proxies = new ObjectProxies(registry, kubelets, new HttpProxy(client), random);
        registry.serve("", "pods", "log", new PodLogs(registry, kubelets, client));
        registry.serve("", "pods", "exec", new PodCommands("exec", registry, kubelets, streams));
        registry.serve("", "pods", "attach", new PodCommands("attach", registry, kubelets, streams));
        registry.serve("", "pods", "portforward", new PodPortForward(registry, kubelets, streams));
        registry.serve("", "pods", "proxy", proxies::pod);
        registry.serve("", "nodes", "proxy", proxies::node);
        registry.serve("", "services", "proxy", proxies::service);
    }
}
