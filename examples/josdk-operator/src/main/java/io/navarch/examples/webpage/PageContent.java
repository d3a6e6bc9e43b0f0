package io.navarch.examples.webpage;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.CRUDKubernetesDependentResource;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import java.util.Map;

/** The page's text. */
@KubernetesDependent
public class PageContent extends CRUDKubernetesDependentResource<ConfigMap, WebPage> {
    public PageContent() {
        super(ConfigMap.class);
    }

    @Override
    protected ConfigMap desired(WebPage page, Context<WebPage> context) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(page.getMetadata().getName())
                .withNamespace(page.getMetadata().getNamespace())
                .endMetadata()
                .withData(Map.of("index.html", page.getSpec().getHtml()))
                .build();
    }
}
