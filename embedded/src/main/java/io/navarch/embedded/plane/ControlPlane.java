package io.navarch.embedded.plane;

import io.navarch.apiserver.ApiServer;
import io.navarch.apiserver.request.User;
import io.navarch.apiserver.subresource.ComponentHealth.Component;
import io.navarch.client.KubeClient;
import io.navarch.client.informer.Informers;
import io.navarch.client.informer.InformersMoment;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.ControllerSet;
import io.navarch.embedded.transport.InProcessTransport;
import io.navarch.kubelet.pod.PodSource;
import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.Clock;
import io.navarch.runtime.RandomNames;
import io.navarch.scheduler.Scheduler;
import io.navarch.scheduler.plugins.DefaultProfile;
import io.navarch.scheduler.volume.VolumeObjects;
import io.navarch.store.Store;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Everything of a cluster but its nodes. Each component acts under the identity that upstream gives it, so that the bootstrap
 * roles hold; only what is read for all of them, the shared informer cache, is read under the process's own.
 *
 * <pre>
 *   ApiServer ◀── InProcessTransport ◀── controllers, scheduler, nodes
 *                                  ◀── Informers (shared)
 * </pre>
 */
public final class ControlPlane implements AutoCloseable {
    private static final User PROCESS = User.of("system:navarch", User.MASTERS);

    /** What managed fields call all controllers, and requests each of them. */
    private static final String MANAGER = "kube-controller-manager/";

    private final ApiServer server;
    private final Clock clock;
    private final Informers informers;
    private final PodSource pods;
    private final ControllerSet controllers;
    private final Scheduler scheduler;

    /** Wires the components around a server that has been started; nothing of them runs yet. */
    public ControlPlane(ApiServer server, Clock clock, RandomGenerator random, ControllerSet.Options options) {
        this.server = server;
        this.clock = clock;
        informers = new Informers(client(PROCESS, "navarch"), clock);
        pods = new PodSource(informers.of(Pod.KIND));
        var context = new ControllerContext(
                name -> client(User.serviceAccount("kube-system", name), MANAGER + name),
                informers,
                clock,
                new RandomNames(random));
        controllers = new ControllerSet(context, options);
        var identity = client(User.of("system:kube-scheduler"), "kube-scheduler");
        scheduler =
                new Scheduler(DefaultProfile.profile(VolumeObjects.of(informers)), identity, informers, clock, random);
        server.reportComponents(this::components);
        server.serveResourceMetrics();
    }

    /** Takes in the first lists and lets everything run. */
    public ControlPlane start() throws InterruptedException {
        informers.start();
        controllers.start();
        scheduler.start();
        return this;
    }

    /** What the components know of the objects at this moment. */
    public InformersMoment moment() {
        return informers.moment();
    }

    /** Lets everything run, knowing what the components of another cluster knew, as far as the store still has the same. */
    public ControlPlane resume(InformersMoment moment, Store store) throws InterruptedException {
        long revision = store.revision();
        informers.resume(moment, (kind, objects) -> areAll(store, revision, kind, objects), Long.toString(revision));
        return start();
    }

    private boolean areAll(Store store, long revision, Kind<?> kind, Map<ObjectKey, ? extends KubeObject<?>> objects) {
        var definition = server.kinds().definition(kind.group(), kind.resource());
        if (definition.isEmpty()) {
            return false;
        }
        var prefix = "/registry/" + definition.get().registryPrefix() + "/";
        var range = store.list(prefix, null, 0, 0);
        return range.revision() == revision
                && range.records().size() == objects.size()
                && range.records().stream().allMatch(record -> {
                    var object = objects.get(ObjectKey.parse(record.key().substring(prefix.length())));
                    return object != null
                            && Long.parseLong(object.metadata().resourceVersion()) == record.modRevision();
                });
    }

    /** What {@code kubectl get componentstatuses} shows; the store answers for upstream's first etcd. */
    private List<Component> components() {
        return List.of(
                component("scheduler", scheduler.running()),
                component("controller-manager", controllers.running()),
                component("etcd-0", server.health().passes("etcd")));
    }

    private static Component component(String name, boolean healthy) {
        return new Component(name, healthy, healthy ? "ok" : "not running");
    }

    /** A client that acts as the user, by way of the whole pipeline but for authentication. */
    public KubeClient client(User user, String component) {
        return new KubeClient(new InProcessTransport(server.pipeline(), user, component));
    }

    /** A client of an administrator. */
    public KubeClient admin() {
        return admin("navarch");
    }

    /** A client of an administrator who is known as the component. */
    public KubeClient admin(String component) {
        return client(User.of("kubernetes-admin", User.MASTERS), component);
    }

    /** A client of a node's own identity. */
    public KubeClient node(String name) {
        return client(User.of("system:node:" + name, "system:nodes"), "kubelet");
    }

    public ApiServer server() {
        return server;
    }

    public Clock clock() {
        return clock;
    }

    /** The cache that all components of the process share; informers asked for after the start must be started. */
    public Informers informers() {
        return informers;
    }

    /** The pods of each node, for the node agents of this process. */
    public PodSource pods() {
        return pods;
    }

    /** Stops scheduler, controllers and informers; the server is its maker's to close, after this. */
    @Override
    public void close() {
        scheduler.close();
        controllers.close();
        informers.close();
    }
}
