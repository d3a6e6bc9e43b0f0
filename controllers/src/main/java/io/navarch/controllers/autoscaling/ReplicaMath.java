package io.navarch.controllers.autoscaling;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** How many replicas samples ask for. Pure logic. */
final class ReplicaMath {
    private ReplicaMath() {}

    /**
     * How far a ratio of use to target may be from 1 before anything is done.
     *
     * @param up above 1
     * @param down below 1
     */
    record Tolerance(double up, double down) {
        static final Tolerance DEFAULT = new Tolerance(0.1, 0.1);

        boolean accepts(double ratio) {
            return 1 - down <= ratio && ratio <= 1 + up;
        }
    }

    /**
     * What came of samples.
     *
     * @param utilization in percent of what was requested; 0 where nothing is requested
     * @param average in thousandths
     */
    record Outcome(int replicas, long utilization, long average) {}

    /** The ratio of use to target over all pods with samples. */
    private record Ratio(double value, long utilization, long average) {}

    /** Works out a ratio from samples. */
    @FunctionalInterface
    private interface RatioOf {
        Ratio of(Map<String, PodSample> samples) throws MetricException;
    }

    /**
     * Replicas for a share of what pods request.
     *
     * @param requests in thousandths by pod
     * @param target in percent
     */
    static Outcome utilization(
            int current,
            int target,
            Map<String, PodSample> samples,
            PodGroups groups,
            Map<String, Long> requests,
            Tolerance tolerance)
            throws MetricException {
        // A pod that was not measured counts as using all that it may, or all that is aimed at if that is more.
        ToLongFunction<String> full = pod -> requests.getOrDefault(pod, 0L) * Math.max(100, target) / 100;
        return replicas(current, samples, groups, full, tolerance, known -> utilization(known, requests, target));
    }

    private static Ratio utilization(Map<String, PodSample> samples, Map<String, Long> requests, int target)
            throws MetricException {
        long used = 0;
        long requested = 0;
        int count = 0;
        for (var sample : samples.entrySet()) {
            var request = requests.get(sample.getKey());
            if (request != null) {
                used += sample.getValue().milli();
                requested += request;
                count++;
            }
        }
        if (requested == 0) {
            throw new MetricException("no metrics returned matched known pods");
        }
        long percent = used * 100 / requested;
        return new Ratio((double) percent / target, percent, used / count);
    }

    /** Replicas for a value per pod, in thousandths. */
    static Outcome average(
            int current, long target, Map<String, PodSample> samples, PodGroups groups, Tolerance tolerance)
            throws MetricException {
        return replicas(current, samples, groups, pod -> target, tolerance, known -> {
            long used = known.values().stream().mapToLong(PodSample::milli).sum();
            long average = used / known.size();
            return new Ratio((double) average / target, 0, average);
        });
    }

    private static Outcome replicas(
            int current,
            Map<String, PodSample> samples,
            PodGroups groups,
            ToLongFunction<String> full,
            Tolerance tolerance,
            RatioOf ratioOf)
            throws MetricException {
        var known = new HashMap<>(samples);
        known.keySet().removeAll(groups.ignored());
        known.keySet().removeAll(groups.unready());
        if (known.isEmpty()) {
            throw new MetricException("did not receive metrics for targeted pods (pods might be unready)");
        }
        var ratio = ratioOf.of(known);
        boolean up = ratio.value() > 1;
        boolean dampened = up && !groups.unready().isEmpty();
        if (!dampened && groups.missing().isEmpty()) {
            int wanted = tolerance.accepts(ratio.value()) ? current : (int) Math.ceil(ratio.value() * groups.ready());
            return new Outcome(wanted, ratio.utilization(), ratio.average());
        }
        // What is unknown counts so that it speaks against the change.
        for (var pod : groups.missing()) {
            if (ratio.value() < 1) {
                known.put(pod, PodSample.assumed(full.applyAsLong(pod)));
            } else if (up) {
                known.put(pod, PodSample.assumed(0));
            }
        }
        if (dampened) {
            groups.unready().forEach(pod -> known.put(pod, PodSample.assumed(0)));
        }
        double careful = ratioOf.of(known).value();
        boolean turned = ratio.value() < 1 && careful > 1 || up && careful < 1;
        int wanted = (int) Math.ceil(careful * known.size());
        boolean backwards = careful < 1 && wanted > current || careful > 1 && wanted < current;
        boolean stay = tolerance.accepts(careful) || turned || backwards;
        return new Outcome(stay ? current : wanted, ratio.utilization(), ratio.average());
    }

    /** Replicas for a value of the whole, in thousandths, that more replicas bring down. */
    static Outcome value(int current, long used, long target, int ready, Tolerance tolerance) {
        double ratio = (double) used / target;
        if (current == 0) {
            return new Outcome((int) Math.ceil(ratio), 0, used);
        }
        return new Outcome(tolerance.accepts(ratio) ? current : (int) Math.ceil(ratio * ready), 0, used);
    }

    /** Replicas for a value of the whole that each replica is to have a part of. */
    static Outcome share(int statusReplicas, long used, long target, Tolerance tolerance) {
        double ratio = (double) used / ((double) target * statusReplicas);
        int wanted = statusReplicas > 0 && tolerance.accepts(ratio)
                ? statusReplicas
                : (int) Math.ceil((double) used / target);
        long average = statusReplicas == 0 ? used : (long) Math.ceil((double) used / statusReplicas);
        return new Outcome(wanted, 0, average);
    }
}
