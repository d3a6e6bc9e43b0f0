package io.navarch.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.tree.Struct;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The generic path with the strategies, tables and field bookkeeping of the product. */
class WholePathTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final TestServer server = TestServer.whole();

    @AfterEach
    void close() {
        server.close();
    }

    private void bind(String pod, String node) {
        server.registry
                .of("", "pods")
                .guaranteedUpdate(
                        "default",
                        pod,
                        false,
                        tree -> tree.with(
                                "spec", ((Struct) Objects.requireNonNull(tree.get("spec"))).with("nodeName", node)));
    }

    @Test
    void keepsANamespaceUntilItsOwnFinalizersAreGone() {
        server.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"n\"}}");
        var marked = server.delete("/api/v1/namespaces/n");
        assertThat(marked.status()).isEqualTo(200);
        assertThat(marked.text("status", "phase")).isEqualTo("Terminating");
        assertThat(marked.text("metadata", "deletionTimestamp")).isNotEmpty();
        var finalized = server.put(
                "/api/v1/namespaces/n/finalize", "{\"metadata\":{\"name\":\"n\"},\"spec\":{\"finalizers\":[]}}");
        assertThat(finalized.status()).as(finalized.body().toString()).isEqualTo(200);
        assertThat(server.get("/api/v1/namespaces/n").status()).isEqualTo(404);
    }

    @Test
    void givesAScheduledPodItsTimeToEnd() {
        server.post(PODS, TestServer.pod("waiting"));
        server.post(PODS, TestServer.pod("running"));
        bind("running", "n1");
        server.delete(PODS + "/waiting");
        var marked = server.delete(PODS + "/running");
        assertThat(marked.text("metadata", "deletionGracePeriodSeconds")).isEqualTo("30");
        assertThat(server.get(PODS).names()).containsExactly("running");
        server.delete(PODS + "/running?gracePeriodSeconds=0");
        assertThat(server.get(PODS).names()).isEmpty();
    }

    @Test
    void recordsWhoManagesWhat() {
        var maps = "/api/v1/namespaces/default/configmaps";
        var headers = Map.of("content-type", "application/json", "user-agent", "kubectl/v1.33");
        server.call("POST", maps, headers, "{\"metadata\":{\"name\":\"m\"},\"data\":{\"a\":\"b\"}}");
        var apply = Map.of("content-type", "application/apply-patch+yaml");
        var yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {a: c}\n";
        var conflict = server.call("PATCH", maps + "/m?fieldManager=x", apply, yaml);
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.text("message")).contains("conflict with \"kubectl\"");
        var forced = server.call("PATCH", maps + "/m?fieldManager=x&force=true", apply, yaml);
        assertThat(forced.text("data", "a")).isEqualTo("c");
        var again = server.call("PATCH", maps + "/m?fieldManager=x&force=true", apply, yaml);
        assertThat(again.text("metadata", "resourceVersion")).isEqualTo(forced.text("metadata", "resourceVersion"));
        var created = server.call("PATCH", maps + "/new?fieldManager=x", apply, yaml.replace("name: m", "name: new"));
        assertThat(created.status()).isEqualTo(201);
    }

    @Test
    void printsPodsAsATable() {
        server.post(PODS, TestServer.pod("p"));
        var accept = Map.of("accept", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        var table = server.call("GET", PODS, accept, null);
        assertThat(table.text("kind")).isEqualTo("Table");
        assertThat(table.text("columnDefinitions", "0", "name")).isEqualTo("Name");
        assertThat(table.text("rows", "0", "cells", "0")).isEqualTo("p");
        assertThat(table.text("metadata", "resourceVersion")).isEqualTo(Long.toString(server.store.revision()));
    }

    @Test
    void createsByUpdateWhereUpstreamDoes() {
        var leases = "/apis/coordination.k8s.io/v1/namespaces/default/leases";
        var body = "{\"metadata\":{\"name\":\"l\"},\"spec\":{\"holderIdentity\":\"me\",\"leaseDurationSeconds\":15}}";
        assertThat(server.put(leases + "/l", body).status()).isEqualTo(201);
        var unconditional = server.put(leases + "/l", body.replace("\"me\"", "\"you\""));
        assertThat(unconditional.status()).isEqualTo(422);
        assertThat(unconditional.text("message"))
                .isEqualTo(
                        "Lease.coordination.k8s.io \"l\" is invalid: metadata.resourceVersion: Invalid value: 0x0: must"
                                + " be specified for an update");
    }
}
