package io.navarch.kubelet.cri.containerd;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeContract;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** containerd does what every engine does. */
@Tag("containerd")
@NullUnmarked
class ContainerdContractTest extends ContainerRuntimeContract {
    private static PrivateContainerd containerd;

    @BeforeAll
    static void start() throws Exception {
        containerd = new PrivateContainerd();
    }

    @AfterAll
    static void stop() throws Exception {
        if (containerd != null) {
            containerd.close();
        }
    }

    @Override
    protected ContainerRuntime runtime() {
        return containerd.runtime();
    }

    @Override
    protected String image() {
        return PrivateContainerd.BUSYBOX;
    }

    @Override
    protected Path logs() {
        return containerd.directory.resolve("logs");
    }

    @Override
    protected Predicate<String> podAddress() {
        return address -> address.startsWith(PrivateContainerd.SUBNET_PREFIX);
    }

    @Override
    protected String cgroupParent(String uid) {
        return "/" + containerd.directory.getFileName() + "/pod" + uid;
    }
}
