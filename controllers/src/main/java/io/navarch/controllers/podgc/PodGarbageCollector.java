package io.navarch.controllers.podgc;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.pods.PodStatusPatch;
import io.navarch.controllers.pods.Pods;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** Looks at all pods every 20 seconds. */
public final class PodGarbageCollector implements Controller {
    private static final Duration PERIOD = Duration.ofSeconds(20);
    private static final Duration QUARANTINE = Duration.ofSeconds(40);
    private static final int MOST_FINISHED = 12_500;

    private enum Round {
        ROUND
    }

    private final KubeClient client;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final Clock clock;
    private final ReconcileLoop<Round> loop;

    /** Since when nodes are missing; touched by the single worker only. */
    private final Map<String, Instant> missingSince = new HashMap<>();

    public PodGarbageCollector(ControllerContext context) {
        client = context.client(name());
        clock = context.clock();
        pods = context.informers().of(Pod.KIND).lister();
        nodes = context.informers().of(Node.KIND).lister();
        loop = new ReconcileLoop<>(name(), clock, this::round);
    }

    private Next round(Round round) {
        deleteOfMissingNodes();
        for (var pod : pods.all()) {
            if (Pods.terminating(pod) && pod.spec().nodeName().isEmpty()) {
                delete(pod, "");
            }
        }
        deleteOldestFinished();
        return Next.routinely(PERIOD);
    }

    /** A node that is missing for a while and missing from the API too, not only from the cache, is gone. */
    private void deleteOfMissingNodes() {
        var now = clock.now();
        var stillMissing = new HashMap<String, Instant>();
        for (var pod : pods.all()) {
            var node = pod.spec().nodeName();
            if (node.isEmpty() || nodes.find("", node).isPresent()) {
                continue;
            }
            var since = missingSince.getOrDefault(node, now);
            stillMissing.put(node, since);
            if (since.plus(QUARANTINE).isAfter(now)
                    || client.of(Node.KIND).find(node).isPresent()) {
                continue;
            }
            delete(pod, "PodGC: node no longer exists");
        }
        missingSince.clear();
        missingSince.putAll(stillMissing);
    }

    private void deleteOldestFinished() {
        var finished = pods.all().stream()
                .filter(Pods::finished)
                .sorted(Comparator.comparing(
                        pod -> Timestamps.instantOrEpoch(pod.metadata().creationTimestamp())))
                .toList();
        for (int i = 0; i < finished.size() - MOST_FINISHED; i++) {
            delete(finished.get(i), "");
        }
    }

    private void delete(Pod pod, String disruption) {
        var api = client.of(Pod.KIND, pod.namespace());
        try {
            if (!Pods.finished(pod) && !disruption.isEmpty()) {
                PodStatusPatch.write(api, pod, disrupted(disruption), "Failed");
            }
            api.deleteIfPresent(pod.name(), DeleteOptions.NOW.withUid(pod.uid()));
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }

    private PodCondition disrupted(String message) {
        return PodCondition.EMPTY
                .withType("DisruptionTarget")
                .withStatus("True")
                .withReason("DeletionByPodGC")
                .withMessage(message)
                .withLastTransitionTime(Timestamps.of(clock.now()));
    }

    @Override
    public String name() {
        return "pod-garbage-collector";
    }

    @Override
    public void start() {
        loop.queue().add(Round.ROUND);
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
    }
}
