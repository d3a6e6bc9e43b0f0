package io.navarch.apiserver.proxy;

import io.navarch.apiserver.proxy.AdmittedConnection.Options;
import io.navarch.apiserver.registry.Registry;
import io.navarch.apiserver.registry.SubresourceHandler;
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
        serve(registry, "pods", "exec", Options.EXEC, new PodCommands("exec", registry, kubelets, streams));
        serve(registry, "pods", "attach", Options.ATTACH, new PodCommands("attach", registry, kubelets, streams));
        serve(registry, "pods", "portforward", Options.PORT_FORWARD, new PodPortForward(registry, kubelets, streams));
        serve(registry, "pods", "proxy", Options.POD_PROXY, proxies::pod);
        serve(registry, "nodes", "proxy", Options.NODE_PROXY, proxies::node);
        serve(registry, "services", "proxy", Options.SERVICE_PROXY, proxies::service);
    }

    private static void serve(
            Registry registry, String plural, String subresource, Options options, SubresourceHandler connection) {
        registry.serve("", plural, subresource, new AdmittedConnection(registry.admission(), options, connection));
    }
}
