package io.navarch.scheduler;

import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.PodState;
import java.nio.charset.StandardCharsets;

/** Nodes and pods for the scheduler's tests, from JSON with single quotes. */
public final class Clusters {
    private Clusters() {}

    private static <T extends KubeObject<T>> T read(Kind<T> kind, String json) {
        return kind.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /** A node of 2 CPU, 4 GiB and 10 pods; {@code more} adds to its spec. */
    public static Node node(String name, String labels, String more) {
        return read(Node.KIND, """
                {'metadata':{'name':'%1$s','labels':{'kubernetes.io/hostname':'%1$s'%2$s}},'spec':{%3$s},
                 'status':{'allocatable':{'cpu':'2','memory':'4Gi','pods':'10','ephemeral-storage':'10Gi'}}}""".formatted(name, labels.isEmpty() ? "" : "," + labels, more));
    }

    public static Node node(String name) {
        return node(name, "", "");
    }

    /** A pod whose uid is its name; {@code spec} holds further members. */
    public static Pod pod(String name, String labels, String spec) {
        return read(Pod.KIND, """
                {'metadata':{'name':'%1$s','namespace':'n','uid':'%1$s','labels':{%2$s}},'spec':{%3$s}}""".formatted(name, labels, spec));
    }

    /** The containers member of a pod that requests CPU and memory. */
    public static String requests(String cpu, String memory) {
        return "'containers':[{'name':'c','resources':{'requests':{'cpu':'" + cpu + "','memory':'" + memory + "'}}}]";
    }

    public static ClusterState cluster(Node... nodes) {
        var cluster = new ClusterState();
        for (var node : nodes) {
            cluster.putNode(node);
        }
        return cluster;
    }

    /** Puts the pod on the node, bound. */
    public static void run(ClusterState cluster, Pod pod, String node) {
        cluster.putPod(new PodState(pod.withSpec(spec -> spec.withNodeName(node))), node);
    }
}
