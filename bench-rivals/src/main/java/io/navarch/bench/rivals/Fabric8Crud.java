package io.navarch.bench.rivals;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.navarch.bench.crud.Crud;

/** fabric8's client. */
final class Fabric8Crud implements Crud {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    Fabric8Crud(KubernetesClient client) {
        this.client = client;
    }

    private static ConfigMap map(String name, String namespace) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .addToData("key", "value")
                .build();
    }

    private Resource<ConfigMap> named(String name) {
        return client.configMaps().inNamespace("default").withName(name);
    }

    @Override
    public void create(String name) {
        client.resource(map(name, "default")).create();
    }

    @Override
    public void get(String name) {
        named(name).require();
    }

    @Override
    public void list() {
        client.configMaps().inNamespace("many").list();
    }

    @Override
    public void patch(String name) {
        named(name).patch(MERGE, "{\"data\":{\"key\":\"changed\"}}");
    }

    @Override
    public void delete(String name) {
        named(name).delete();
    }

    @Override
    public void fill(int count) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("many")
                        .endMetadata()
                        .build())
                .create();
        for (int i = 0; i < count; i++) {
            client.resource(map("many-" + i, "many")).create();
        }
    }
}
