package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeContract;
import io.navarch.kubelet.cri.ImageSpec;
import io.navarch.runtime.Clock;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;

/** The simulated engine does what every engine does. */
class SimulatedContractTest extends ContainerRuntimeContract {
    private static final String IMAGE = "localhost/navarch/busybox:1";

    private final ContainerRuntime runtime = new SimulatedContainerRuntime(Clock.system());

    @TempDir
    private Path logs = Path.of("replaced");

    SimulatedContractTest() {
        runtime.updateRuntimeConfig("10.251.0.0/24");
        runtime.pullImage(ImageSpec.of(IMAGE), null, null);
    }

    @Override
    protected ContainerRuntime runtime() {
        return runtime;
    }

    @Override
    protected String image() {
        return IMAGE;
    }

    @Override
    protected Path logs() {
        return logs;
    }

    @Override
    protected Predicate<String> podAddress() {
        return address -> address.startsWith("10.251.0.");
    }
}
