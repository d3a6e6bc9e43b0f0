package example.pods;

import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Knows at any time how many pods run on each node. */
public final class PodCounter implements AutoCloseable {
    private static final long RESYNC = Duration.ofMinutes(10).toMillis();

    private final Map<String, String> nodesOfRunningPods = new ConcurrentHashMap<>();
    private final SharedInformerFactory informers;

    public PodCounter(ApiClient client) {
        informers = new SharedInformerFactory(client);
        var pods = new GenericKubernetesApi<>(V1Pod.class, V1PodList.class, "", "v1", "pods", client);
        informers.sharedIndexInformerFor(pods, V1Pod.class, RESYNC).addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(V1Pod pod) {
                note(pod);
            }

            @Override
            public void onUpdate(V1Pod before, V1Pod after) {
                note(after);
            }

            @Override
            public void onDelete(V1Pod pod, boolean unknown) {
                nodesOfRunningPods.remove(pod.getMetadata().getUid());
            }
        });
        informers.startAllRegisteredInformers();
    }

    private void note(V1Pod pod) {
        var uid = pod.getMetadata().getUid();
        if ("Running".equals(pod.getStatus().getPhase())) {
            nodesOfRunningPods.put(uid, pod.getSpec().getNodeName());
        } else {
            nodesOfRunningPods.remove(uid);
        }
    }

    /** How many pods run on the node. */
    public long on(String node) {
        return nodesOfRunningPods.values().stream().filter(node::equals).count();
    }

    @Override
    public void close() {
        informers.stopAllRegisteredInformers();
    }
}
