package io.navarch.systemtests.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.distribution.host.HostCommand;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class LocalRegistryTest {
    @Test
    void servesTheTestImages() throws Exception {
        assumeTrue(HostCommand.find("docker-registry").isPresent(), "needs the package docker-registry");
        assumeTrue(HostCommand.find("busybox").isPresent(), "needs the package busybox-static");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
            port = free.getLocalPort();
        }
        try (LocalRegistry registry = LocalRegistry.start(loopback, port)) {
            TestImages.push(registry);
            TestImages.push(registry);
            assertThat(registry.get("/v2/_catalog").body()).contains("busybox", "liuwenmao/django-hello");
            assertThat(registry.get("/v2/liuwenmao/django-hello/tags/list").body())
                    .contains("latest", "v2", "v3");
            String manifest =
                    registry.get("/v2/liuwenmao/django-hello/manifests/latest").body();
            String config = manifest.replaceAll("(?s).*\"config\":\\{[^}]*\"digest\":\"(sha256:[0-9a-f]+)\".*", "$1");
            assertThat(registry.get("/v2/liuwenmao/django-hello/blobs/" + config)
                            .body())
                    .contains("/bin/serve");
        }
    }
}
