package io.navarch.kubelet.upkeep;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pod goes first when a node runs short: those that use more than they asked for, of these the ones of low priority, of
 * these the ones that exceed their request most. Pure logic.
 */
final class EvictionRank {
    /** From here on a pod is critical for its node or its cluster. */
    private static final int CRITICAL = 2_000_000_000;

    private EvictionRank() {}

    /**
     * A pod with what each of its containers uses of the resource.
     *
     * @param shared what it uses beside its containers, such as emptyDirs
     */
    record Candidate(Pod pod, Map<String, Long> containers, long shared) {
        long used() {
            return shared
                    + containers.values().stream().mapToLong(Long::longValue).sum();
        }

        private long requested(String resource) {
            return pod.spec().containers().stream()
                    .mapToLong(container ->
                            request(container.resources().requests(), resource).value())
                    .sum();
        }

        private long excess(String resource) {
            return used() - requested(resource);
        }
    }

    static Optional<Candidate> first(List<Candidate> candidates, String resource) {
        return candidates.stream()
                .filter(candidate -> !isCritical(candidate.pod()))
                .min(Comparator.comparing((Candidate candidate) -> candidate.excess(resource) <= 0)
                        .thenComparing(candidate -> candidate.pod().spec().priority())
                        .thenComparing(candidate -> -candidate.excess(resource)));
    }

    /** Static pods stay, and so do those of the system's priorities. */
    static boolean isCritical(Pod pod) {
        var source = pod.metadata().annotations().getOrDefault("kubernetes.io/config.source", "api");
        return !source.equals("api") || pod.spec().priority() >= CRITICAL;
    }

    /** What the pod's status says, in upstream's words. */
    static String message(Candidate victim, Threshold threshold, Threshold.Level level) {
        var resource = threshold.signal().resource();
        var text = new StringBuilder("The node was low on resource: " + resource + ". Threshold quantity: "
                + bytes(threshold.amount(level)) + ", available: " + kibibytes(level.available()) + ". ");
        for (var container : victim.pod().spec().containers()) {
            var request = request(container.resources().requests(), resource);
            long used = victim.containers().getOrDefault(container.name(), 0L);
            if (used > request.value()) {
                text.append("Container ")
                        .append(container.name())
                        .append(" was using ")
                        .append(kibibytes(used))
                        .append(", request is ")
                        .append(request)
                        .append(", has larger consumption of ")
                        .append(resource)
                        .append(". ");
            }
        }
        return text.toString();
    }

    private static Quantity request(Map<String, String> requests, String resource) {
        return Quantity.parse(requests.getOrDefault(resource, "0"));
    }

    private static String bytes(long amount) {
        return Quantity.of(amount, Quantity.Format.BINARY_SI).toString();
    }

    private static String kibibytes(long amount) {
        return (amount >> 10) + "Ki";
    }
}
