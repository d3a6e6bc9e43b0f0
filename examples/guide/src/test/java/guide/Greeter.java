package guide;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;

/** What the tests of the guide deploy. */
public final class Greeter {
    private Greeter() {}

    public static Deployment deployment(int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("greeter")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", "greeter")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "greeter")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("registry.example/greeter:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    public static Pod pod(String name, String image) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("main")
                .withImage(image)
                .endContainer()
                .endSpec()
                .build();
    }

    public static RollableScalableResource<Deployment> in(KubernetesClient client) {
        return client.apps().deployments().inNamespace("default").withName("greeter");
    }

    /** Does what controllers, scheduler and kubelet would do. */
    public static void pretendReady(KubernetesClient client, int replicas) {
        in(client).editStatus(greeter -> greeter.edit()
                .editOrNewStatus()
                .withReadyReplicas(replicas)
                .endStatus()
                .build());
    }

    public static int ready(KubernetesClient client) {
        var ready = in(client).get().getStatus().getReadyReplicas();
        return ready == null ? 0 : ready;
    }
}
