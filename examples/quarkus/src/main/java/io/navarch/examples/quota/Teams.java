package io.navarch.examples.quota;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;

/** Gives each team a namespace with a limit. */
@ApplicationScoped
public class Teams {
    private final KubernetesClient client;

    Teams(KubernetesClient client) {
        this.client = client;
    }

    /** Lets a team in that may have so many pods. */
    public void welcome(String team, int pods) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(team)
                        .endMetadata()
                        .build())
                .serverSideApply();
        client.resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withName("limit")
                        .withNamespace(team)
                        .endMetadata()
                        .withNewSpec()
                        .addToHard("pods", new Quantity(Integer.toString(pods)))
                        .endSpec()
                        .build())
                .serverSideApply();
    }
}
