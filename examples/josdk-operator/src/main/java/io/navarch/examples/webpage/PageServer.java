package io.navarch.examples.webpage;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import java.util.Map;

/** The servers that serve the page. */
@KubernetesDependent
public class PageServer extends CRUDKubernetesDependentResource<Deployment, WebPage> {
    public PageServer() {
        super(Deployment.class);
    }

    @Override
    protected Deployment desired(WebPage page, Context<WebPage> context) {
        var name = page.getMetadata().getName();
        var labels = Map.of("app", name);
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(page.getMetadata().getNamespace())
                .endMetadata()
                .withNewSpec()
                .withReplicas(page.getSpec().getReplicas())
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("nginx")
                .withImage("nginx:1.29")
                .addNewVolumeMount()
                .withName("content")
                .withMountPath("/usr/share/nginx/html")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("content")
                .withNewConfigMap()
                .withName(name)
                .endConfigMap()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
