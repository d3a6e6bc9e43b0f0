package io.navarch.kubelet.cri.containerd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How containerd reaches registries: one directory per registry with a hosts.toml, read anew at every pull. */
public final class RegistryHosts {
    private RegistryHosts() {}

    /**
     * Sends pulls from a registry to an address of its own, and over plain HTTP if that says so.
     *
     * @param directory the containerd's {@link ContainerdConfig#registryHostsDir()}
     * @param registry as image names have it, for instance {@code appstore:5000}
     * @param url for instance {@code http://appstore:5000}
     */
    public static void serve(Path directory, String registry, String url) throws IOException {
        if (registry.contains("/") || registry.startsWith(".")) {
            throw new IllegalArgumentException("not a registry: " + registry);
        }
        Path own = Files.createDirectories(directory.resolve(registry));
        Files.writeString(own.resolve("hosts.toml"), """
                server = "%s"

                [host."%s"]
                  capabilities = ["pull", "resolve"]
                """.formatted(url, url));
    }
}
