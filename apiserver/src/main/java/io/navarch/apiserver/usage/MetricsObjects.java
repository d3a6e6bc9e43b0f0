package io.navarch.apiserver.usage;

import io.navarch.apiserver.bootstrap.Bootstrap;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.Kind;
import io.navarch.model.apiregistration.v1.APIService;
import io.navarch.model.rbac.v1.ClusterRole;
import io.navarch.model.rbac.v1.PolicyRule;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What metrics-server's manifest makes and clients look for: the APIService and the role that admin, edit and view gather. */
public final class MetricsObjects {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsObjects.class);
    private static final Map<String, String> LABELS = Map.of("k8s-app", "metrics-server");

    private MetricsObjects() {}

    /** Makes those that are missing. */
    public static void ensure(ObjectStores stores) {
        ensure(stores, APIService.KIND, service());
        ensure(stores, ClusterRole.KIND, reader().tree());
    }

    private static Struct service() {
        return JsonReader.struct(APIService.KIND.type(), """
                {"apiVersion":"apiregistration.k8s.io/v1","kind":"APIService",
                "metadata":{"name":"v1beta1.metrics.k8s.io","labels":{"k8s-app":"metrics-server"}},
                "spec":{"group":"metrics.k8s.io","version":"v1beta1","groupPriorityMinimum":100,"versionPriority":100}}""".getBytes(StandardCharsets.UTF_8));
    }

    private static ClusterRole reader() {
        var gathered = new java.util.TreeMap<>(LABELS);
        for (var role : List.of("admin", "edit", "view")) {
            gathered.put("rbac.authorization.k8s.io/aggregate-to-" + role, "true");
        }
        return ClusterRole.KIND
                .empty()
                .withMetadata(meta ->
                        meta.withName("system:aggregated-metrics-reader").withLabels(gathered))
                .withRules(List.of(PolicyRule.EMPTY
                        .withApiGroups(List.of(ResourceMetrics.GROUP))
                        .withResources(List.of("pods", "nodes"))
                        .withVerbs(List.of("get", "list", "watch"))));
    }

    private static void ensure(ObjectStores stores, Kind<?> kind, Struct object) {
        var store = stores.of(kind.group(), kind.resource());
        var name = kind.view().apply(object).metadata().name();
        if (store.find("", name) != null) {
            return;
        }
        try {
            store.create(Bootstrap.SERVER, object, false);
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                throw e;
            }
            LOG.debug("{} was made by another server meanwhile", name);
        }
    }
}
