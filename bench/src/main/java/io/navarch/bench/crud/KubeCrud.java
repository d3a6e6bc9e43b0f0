package io.navarch.bench.crud;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.PatchType;
import io.navarch.client.Resource;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Namespace;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Navarch's own client, over whatever transport it has. */
final class KubeCrud implements Crud {
    private static final byte[] PATCH = "{\"data\":{\"key\":\"changed\"}}".getBytes(StandardCharsets.UTF_8);

    private final KubeClient client;
    private final Resource<ConfigMap> maps;

    KubeCrud(KubeClient client) {
        this.client = client;
        maps = client.of(ConfigMap.KIND, "default");
    }

    private static ConfigMap map(String name) {
        return ConfigMap.EMPTY.withMetadata(meta -> meta.withName(name)).withData(Map.of("key", "value"));
    }

    @Override
    public void create(String name) {
        maps.create(map(name));
    }

    @Override
    public void get(String name) {
        maps.get(name);
    }

    @Override
    public void list() {
        maps.in("many").list(ListOptions.ALL);
    }

    @Override
    public void patch(String name) {
        maps.patch(name, PatchType.MERGE, "", PATCH);
    }

    @Override
    public void delete(String name) {
        maps.delete(name, DeleteOptions.DEFAULT);
    }

    @Override
    public void fill(int count) {
        client.of(Namespace.KIND).create(Namespace.EMPTY.withMetadata(meta -> meta.withName("many")));
        for (int i = 0; i < count; i++) {
            maps.in("many").create(map("many-" + i));
        }
    }
}
