package io.navarch.junit;

import io.navarch.embedded.ClusterBuilder;
import io.navarch.embedded.NavarchCluster;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.ReflectionSupport;

/** What annotations say of a cluster; the class's own has no name. */
record ClusterWish(
        String name,
        int nodes,
        boolean manualClock,
        List<String> manifests,
        Class<? extends ClusterCustomizer> customizer) {
    static final ClusterWish PLAIN = new ClusterWish("", 1, false, List.of(), ClusterCustomizer.None.class);

    static ClusterWish of(NavarchTest test) {
        return new ClusterWish("", test.nodes(), test.manualClock(), List.of(test.manifests()), test.customizer());
    }

    static ClusterWish of(Cluster cluster) {
        return new ClusterWish(
                cluster.value(),
                cluster.nodes(),
                cluster.manualClock(),
                List.of(cluster.manifests()),
                cluster.customizer());
    }

    /** @param test whose resources the manifests are looked up in */
    ClusterBuilder builder(Class<?> test) {
        var builder = NavarchCluster.builder()
                .name(name.isEmpty() ? test.getSimpleName() : name)
                .nodes(nodes);
        if (manualClock) {
            builder.manualClock();
        }
        for (var manifest : manifests) {
            builder.manifests(found(manifest, test));
        }
        made().customize(builder);
        return builder;
    }

    private ClusterCustomizer made() {
        if (Arrays.stream(customizer.getDeclaredConstructors()).noneMatch(each -> each.getParameterCount() == 0)) {
            throw new ExtensionConfigurationException(
                    customizer.getName()
                            + " cannot be made: a customizer is a top-level or static class with a constructor without parameters");
        }
        return ReflectionSupport.newInstance(customizer);
    }

    private static Path found(String manifest, Class<?> test) {
        var path = Path.of(manifest);
        if (path.isAbsolute()) {
            return path;
        }
        var loader = test.getClassLoader();
        var resource = loader.getResource(manifest);
        if (resource == null || !resource.getProtocol().equals("file")) {
            throw new ExtensionConfigurationException(
                    "there is no file or directory " + manifest + " in the resources of " + test.getName());
        }
        try {
            return Path.of(resource.toURI());
        } catch (URISyntaxException e) {
            throw new ExtensionConfigurationException("cannot read " + resource, e);
        }
    }
}
