package io.navarch.examples.janitor;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Removes pods that ended an hour ago. */
@Component
class Janitor {
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    private static final Duration KEPT = Duration.ofHours(1);

    private final KubernetesClient client;
    private final InstantSource time;

    Janitor(KubernetesClient client, InstantSource time) {
        this.client = client;
        this.time = time;
    }

    @Scheduled(fixedDelayString = "${janitor.period:PT1M}")
    void tidyUp() {
        var limit = time.instant().minus(KEPT);
        client.pods().inAnyNamespace().list().getItems().stream()
                .filter(pod -> ENDED.contains(pod.getStatus().getPhase()))
                .filter(pod -> endOf(pod).isBefore(limit))
                .forEach(pod -> client.resource(pod).delete());
    }

    private static Instant endOf(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .filter(state -> state.getTerminated() != null)
                .map(state -> Instant.parse(state.getTerminated().getFinishedAt()))
                .max(Instant::compareTo)
                .orElse(Instant.MAX);
    }
}
