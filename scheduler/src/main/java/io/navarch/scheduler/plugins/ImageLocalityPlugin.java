package io.navarch.scheduler.plugins;

import io.navarch.scheduler.framework.ScorePlugin;
import io.navarch.scheduler.state.ClusterState;
import io.navarch.scheduler.state.PodState;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;

/** Prefers nodes that have the pod's images already, the more so the larger and the more common the images are. */
public final class ImageLocalityPlugin implements ScorePlugin {
    private static final long LEAST = 23L << 20;
    private static final long MOST_PER_CONTAINER = 1000L << 20;

    @Override
    public String name() {
        return "ImageLocality";
    }

    @Override
    public Optional<NodeScore> prepare(PodState pod, ClusterState cluster) {
        var images = new LinkedHashSet<String>();
        pod.pod().spec().initContainers().forEach(container -> images.add(normalized(container.image())));
        pod.pod().spec().containers().forEach(container -> images.add(normalized(container.image())));
        Map<String, Integer> spread = new HashMap<>();
        for (var node : cluster.nodes()) {
            for (var image : images) {
                if (node.imageSizes().containsKey(image)) {
                    spread.merge(image, 1, Integer::sum);
                }
            }
        }
        if (spread.isEmpty()) {
            return Optional.empty();
        }
        int nodes = cluster.nodes().size();
        long most = MOST_PER_CONTAINER * pod.pod().spec().containers().size();
        return Optional.of(node -> {
            long sum = 0;
            for (var entry : spread.entrySet()) {
                Long size = node.imageSizes().get(entry.getKey());
                if (size != null) {
                    sum += size * entry.getValue() / nodes;
                }
            }
            long bounded = Math.max(LEAST, Math.min(most, sum));
            return MOST * (bounded - LEAST) / (most - LEAST);
        });
    }

    /** An image without tag or digest means its latest. */
    private static String normalized(String image) {
        return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
    }

    @Override
    public int weight() {
        return 1;
    }
}
