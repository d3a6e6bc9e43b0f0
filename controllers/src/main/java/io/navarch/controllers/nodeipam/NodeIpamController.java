package io.navarch.controllers.nodeipam;

import io.navarch.client.KubeClient;
import io.navarch.client.event.EventRecorder;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Node;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sets {@code spec.podCIDR} of nodes that have none, from the cluster's range. */
public final class NodeIpamController implements Controller {
    private final KubeClient client;
    private final Lister<Node> nodes;
    private final EventRecorder events;
    private final ReconcileLoop<ObjectKey> loop;
    private final CidrRange range;

    /** What is known to be whose; guarded by this, since nodes are worked on by the loop and go by the informer. */
    private final Map<String, String> given = new HashMap<>();

    /** @param clusterCidr the pods' addresses, such as {@code 10.244.0.0/16}; each node gets a /24 (IPv6: /64) of it */
    public NodeIpamController(ControllerContext context, String clusterCidr) {
        client = context.client("node-controller");
        events = context.events("node-controller", "cidrAllocator");
        range = new CidrRange(clusterCidr, clusterCidr.contains(":") ? 64 : 24);
        var informer = context.informers().of(Node.KIND);
        nodes = informer.lister();
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        informer.onChange((before, after) -> {
            if (after == null) {
                if (before != null) {
                    release(before);
                }
            } else if (after.spec().podCIDR().isEmpty()) {
                loop.queue().add(after.key());
            } else {
                occupy(after.name(), after.spec().podCIDR());
            }
        });
    }

    private synchronized void occupy(String node, String cidr) {
        given.put(node, cidr);
        range.occupy(cidr);
    }

    private synchronized void release(Node node) {
        var cidr = given.remove(node.name());
        if (cidr != null) {
            range.release(cidr);
        }
    }

    private synchronized Optional<String> take(String node) {
        var known = given.get(node);
        if (known != null) {
            return Optional.of(known);
        }
        var taken = range.take();
        taken.ifPresent(cidr -> given.put(node, cidr));
        return taken;
    }

    private Next reconcile(ObjectKey key) {
        var node = nodes.find(key);
        if (node.isEmpty() || !node.get().spec().podCIDR().isEmpty()) {
            return Next.done();
        }
        var cidr = take(key.name());
        if (cidr.isEmpty()) {
            events.normal(node.get(), "CIDRNotAvailable", "Node " + key.name() + " status is now: CIDRNotAvailable");
            return Next.retry();
        }
        try {
            client.of(Node.KIND)
                    .change(
                            key.name(),
                            current -> current.spec().podCIDR().isEmpty()
                                    ? current.withSpec(
                                            spec -> spec.withPodCIDR(cidr.get()).withPodCIDRs(List.of(cidr.get())))
                                    : current);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
        return Next.done();
    }

    @Override
    public String name() {
        return "node-ipam-controller";
    }

    /** One worker: ranges are handed out in the order of the nodes. */
    @Override
    public void start() {
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
