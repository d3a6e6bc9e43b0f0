package io.navarch.scheduler.state;

import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodAffinityTerm;
import java.util.ArrayList;
import java.util.List;

/**
 * A pod's affinities and anti-affinities, worked out once. Immutable.
 *
 * @param near required
 * @param away required
 * @param wishes preferred, of both sorts
 */
public record PodTerms(List<AffinityTerm> near, List<AffinityTerm> away, List<WeightedTerm> wishes) {
    static final PodTerms NONE = new PodTerms(List.of(), List.of(), List.of());

    static PodTerms of(Pod pod) {
        var affinity = pod.spec().affinity();
        if (!affinity.hasPodAffinity() && !affinity.hasPodAntiAffinity()) {
            return NONE;
        }
        var wishes = new ArrayList<WeightedTerm>();
        for (var wish : affinity.podAffinity().preferredDuringSchedulingIgnoredDuringExecution()) {
            wishes.add(new WeightedTerm(AffinityTerm.of(pod, wish.podAffinityTerm()), wish.weight()));
        }
        for (var wish : affinity.podAntiAffinity().preferredDuringSchedulingIgnoredDuringExecution()) {
            wishes.add(new WeightedTerm(AffinityTerm.of(pod, wish.podAffinityTerm()), -wish.weight()));
        }
        return new PodTerms(
                terms(pod, affinity.podAffinity().requiredDuringSchedulingIgnoredDuringExecution()),
                terms(pod, affinity.podAntiAffinity().requiredDuringSchedulingIgnoredDuringExecution()),
                List.copyOf(wishes));
    }

    private static List<AffinityTerm> terms(Pod pod, List<PodAffinityTerm> stated) {
        return stated.stream().map(term -> AffinityTerm.of(pod, term)).toList();
    }
}
