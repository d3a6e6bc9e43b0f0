package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.ListOptions;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Endpoints;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Slices of users' Endpoints, and bootstrap tokens. */
class MirrorAndTokenTest {
    private ManualCluster cluster;

    @BeforeEach
    void start() throws InterruptedException {
        cluster = new ManualCluster(0);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private List<EndpointSlice> slices() {
        return cluster.of(EndpointSlice.KIND)
                .list(ListOptions.ALL.withLabels("kubernetes.io/service-name=db"))
                .items();
    }

    @Test
    void endpointsOfServicesWithoutSelectorAreShownAsSlices() throws InterruptedException {
        cluster.create(Service.KIND, "{'metadata':{'name':'db'},'spec':{'ports':[{'port':5432}]}}");
        cluster.create(
                Endpoints.KIND,
                "{'metadata':{'name':'db'},'subsets':[{'addresses':[{'ip':'192.0.2.1'}],'notReadyAddresses':[{'ip':'192.0.2.2'}],'ports':[{'port':5432}]}]}");
        cluster.until(() -> assertThat(slices()).singleElement().satisfies(slice -> {
            assertThat(slice.metadata().labels())
                    .containsEntry(
                            "endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io");
            assertThat(slice.endpoints())
                    .extracting(endpoint -> endpoint.addresses().get(0) + " "
                            + endpoint.conditions().ready())
                    .containsExactly("192.0.2.1 true", "192.0.2.2 false");
            assertThat(slice.ports().get(0).port()).isEqualTo(5432);
        }));
        cluster.of(Endpoints.KIND)
                .change(
                        "db",
                        stored -> stored.withSubsets(
                                List.of(stored.subsets().get(0).withoutNotReadyAddresses())));
        cluster.until(() -> assertThat(slices()).singleElement().satisfies(slice -> assertThat(slice.endpoints())
                .hasSize(1)));
        cluster.of(Service.KIND)
                .change("db", stored -> stored.withSpec(spec -> spec.withSelector(java.util.Map.of("a", "b"))));
        cluster.until(() -> assertThat(slices())
                .noneMatch(
                        slice -> slice.metadata().labels().containsValue("endpointslicemirroring-controller.k8s.io")));
    }

    @Test
    void tokensSignTheClusterInfoAndEnd() throws InterruptedException {
        var token = Secret.KIND.read("""
                {"metadata":{"name":"bootstrap-token-abcdef","namespace":"kube-system"},"type":"bootstrap.kubernetes.io/token",
                 "stringData":{"token-id":"abcdef","token-secret":"0123456789abcdef","usage-bootstrap-signing":"true","expiration":"2026-01-01T01:00:00Z"}}""".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        cluster.client().of(Secret.KIND).create(token);
        cluster.until(() -> assertThat(cluster.client()
                        .of(ConfigMap.KIND, "kube-public")
                        .get("cluster-info")
                        .data()
                        .get("jws-kubeconfig-abcdef"))
                .matches("[A-Za-z0-9_-]+\\.\\.[A-Za-z0-9_-]+"));
        cluster.pass(Duration.ofMinutes(61));
        assertThat(cluster.client().of(Secret.KIND, "kube-system").find("bootstrap-token-abcdef"))
                .isEmpty();
        cluster.until(() -> assertThat(cluster.client()
                        .of(ConfigMap.KIND, "kube-public")
                        .get("cluster-info")
                        .data())
                .doesNotContainKey("jws-kubeconfig-abcdef"));
    }
}
