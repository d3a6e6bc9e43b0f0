package io.navarch.apiserver.registry;

import static io.navarch.apiserver.registry.TestServer.configMap;
import static io.navarch.apiserver.registry.TestServer.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.model.tree.Struct;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments";

    private final TestServer server = new TestServer();

    @AfterEach
    void close() {
        server.close();
    }

    private static String deployment(String name, int replicas) {
        return "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"" + name
                + "\"},\"spec\":{\"replicas\":" + replicas
                + ",\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":{\"a\":\"b\"}},"
                + "\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]}}},\"status\":{\"replicas\":9}}";
    }

    @Test
    void createsWithSystemFieldsAndDefaults() {
        var created = server.post(PODS, pod("p"));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("metadata", "uid")).matches("[0-9a-f-]{36}");
        assertThat(created.text("metadata", "creationTimestamp")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(created.text("metadata", "namespace")).isEqualTo("default");
        assertThat(created.text("metadata", "resourceVersion")).isNotEmpty();
        assertThat(created.text("spec", "restartPolicy")).isEqualTo("Always");
        assertThat(created.text("status", "phase")).isEqualTo("Pending");
        assertThat(server.get(PODS + "/p").body()).isEqualTo(created.body());
    }

    @Test
    void storesJsonWithoutResourceVersionAtUpstreamsKey() {
        server.post(PODS, pod("p"));
        var record = Objects.requireNonNull(server.store.get("/registry/pods/default/p"));
        assertThat(new String(record.value(), java.nio.charset.StandardCharsets.UTF_8))
                .startsWith("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{")
                .doesNotContain("resourceVersion");
    }

    @Test
    void generatesNamesUntilOneIsFree() {
        var first = server.post(MAPS, "{\"metadata\":{\"generateName\":\"m-\"}}");
        var second = server.post(MAPS, "{\"metadata\":{\"generateName\":\"m-\"}}");
        assertThat(first.text("metadata", "name")).matches("m-[a-z0-9]{5}");
        assertThat(second.text("metadata", "name"))
                .matches("m-[a-z0-9]{5}")
                .isNotEqualTo(first.text("metadata", "name"));
    }

    @Test
    void refusesAResourceVersionOnCreate() {
        var answer = server.post(MAPS, "{\"metadata\":{\"name\":\"m\",\"resourceVersion\":\"3\"}}");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text("message")).isEqualTo("resourceVersion should not be set on objects to be created");
    }

    @Test
    void writesNothingOnADryRun() {
        assertThat(server.post(MAPS + "?dryRun=All", configMap("m")).status()).isEqualTo(201);
        assertThat(server.get(MAPS + "/m").status()).isEqualTo(404);
        server.post(MAPS, configMap("m"));
        assertThat(server.post(MAPS + "?dryRun=All", configMap("m")).status()).isEqualTo(409);
        server.merge(MAPS + "/m?dryRun=All", "{\"data\":{\"a\":\"b\"}}");
        server.call("DELETE", MAPS + "/m?dryRun=All", "", null);
        assertThat(server.get(MAPS + "/m").at("data")).isNull();
    }

    @Test
    void doesNotWriteWhatIsThereAlready() {
        var created = server.post(MAPS, configMap("m"));
        var same = server.put(MAPS + "/m", configMap("m"));
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.text("metadata", "resourceVersion")).isEqualTo(created.text("metadata", "resourceVersion"));
        var patched = server.merge(MAPS + "/m", "{}");
        assertThat(patched.text("metadata", "resourceVersion")).isEqualTo(created.text("metadata", "resourceVersion"));
    }

    @Test
    void countsGenerationsOfTheSpecOnly() {
        assertThat(server.post(DEPLOYMENTS, deployment("d", 1)).text("metadata", "generation"))
                .isEqualTo("1");
        assertThat(server.merge(DEPLOYMENTS + "/d", "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}")
                        .text("metadata", "generation"))
                .isEqualTo("1");
        assertThat(server.merge(DEPLOYMENTS + "/d", "{\"spec\":{\"replicas\":2}}")
                        .text("metadata", "generation"))
                .isEqualTo("2");
        assertThat(server.merge(DEPLOYMENTS + "/d/status", "{\"status\":{\"replicas\":2}}")
                        .text("metadata", "generation"))
                .isEqualTo("2");
    }

    @Test
    void keepsStatusAndSpecApart() {
        assertThat(server.post(DEPLOYMENTS, deployment("d", 1)).at("status", "replicas"))
                .isNull();
        server.merge(DEPLOYMENTS + "/d/status", "{\"spec\":{\"replicas\":7},\"status\":{\"replicas\":3}}");
        server.merge(DEPLOYMENTS + "/d", "{\"status\":{\"replicas\":8}}");
        var now = server.get(DEPLOYMENTS + "/d/status");
        assertThat(now.text("spec", "replicas")).isEqualTo("1");
        assertThat(now.text("status", "replicas")).isEqualTo("3");
    }

    @Test
    void warnsOfUnknownFieldsUnlessAskedNotTo() {
        var body = "{\"metadata\":{\"name\":\"m\"},\"dta\":{}}";
        assertThat(server.post(MAPS + "?dryRun=All", body).headers().get("Warning"))
                .containsExactly("299 - \"unknown field \\\"dta\\\"\"");
        assertThat(server.post(MAPS + "?dryRun=All&fieldValidation=Ignore", body)
                        .headers())
                .isEmpty();
    }

    @Test
    void refusesAStaleUpdateAndTakesOneWithoutVersion() {
        var created = server.post(MAPS, configMap("m"));
        var version = created.text("metadata", "resourceVersion");
        var body = "{\"metadata\":{\"name\":\"m\",\"resourceVersion\":\"" + version + "\"},\"data\":{\"a\":\"%s\"}}";
        assertThat(server.put(MAPS + "/m", body.formatted("1")).status()).isEqualTo(200);
        var stale = server.put(MAPS + "/m", body.formatted("2"));
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.text("message"))
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"m\": the object has been modified; please apply"
                                + " your changes to the latest version and try again");
        assertThat(server.put(MAPS + "/m", configMap("m")).status()).isEqualTo(200);
    }

    @Test
    void answersAStatusForADeletedObjectAndTheLastStateOfAPod() {
        var created = server.post(MAPS, configMap("m"));
        var deleted = server.delete(MAPS + "/m");
        assertThat(deleted.text("status")).isEqualTo("Success");
        assertThat(deleted.text("details", "name")).isEqualTo("m");
        assertThat(deleted.text("details", "kind")).isEqualTo("configmaps");
        assertThat(deleted.text("details", "uid")).isEqualTo(created.text("metadata", "uid"));
        server.post(PODS, pod("p"));
        assertThat(server.delete(PODS + "/p").text("kind")).isEqualTo("Pod");
    }

    @Test
    void keepsAnObjectUntilItsLastFinalizerGoes() {
        server.post(MAPS, "{\"metadata\":{\"name\":\"m\",\"finalizers\":[\"x.io/a\",\"x.io/b\"]}}");
        var marked = server.delete(MAPS + "/m");
        assertThat(marked.text("metadata", "deletionTimestamp")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(marked.text("metadata", "deletionGracePeriodSeconds")).isEqualTo("0");
        var added = server.merge(MAPS + "/m", "{\"metadata\":{\"finalizers\":[\"x.io/a\",\"x.io/c\"]}}");
        assertThat(added.status()).isEqualTo(422);
        assertThat(server.merge(MAPS + "/m", "{\"metadata\":{\"finalizers\":[\"x.io/a\"]}}")
                        .status())
                .isEqualTo(200);
        assertThat(server.get(MAPS + "/m").status()).isEqualTo(200);
        assertThat(server.merge(MAPS + "/m", "{\"metadata\":{\"finalizers\":null}}")
                        .status())
                .isEqualTo(200);
        assertThat(server.get(MAPS + "/m").status()).isEqualTo(404);
    }

    @Test
    void turnsPropagationPoliciesIntoFinalizers() {
        server.post(MAPS, configMap("m"));
        server.call("DELETE", MAPS + "/m", "application/json", "{\"propagationPolicy\":\"Foreground\"}");
        assertThat(server.get(MAPS + "/m").at("metadata", "finalizers")).isEqualTo(List.of("foregroundDeletion"));
        server.post(MAPS, configMap("o"));
        server.call("DELETE", MAPS + "/o?propagationPolicy=Orphan", "", null);
        assertThat(server.get(MAPS + "/o").at("metadata", "finalizers")).isEqualTo(List.of("orphan"));
    }

    @Test
    void deletesGracefullyWhenTheStrategySaysSo() {
        server.strategies.put("pods", new Strategy() {
            @Override
            public Deletion beforeDelete(WriteContext context, Struct stored, DeleteOptions options) {
                return new Deletion.Graceful(options.gracePeriod().orElse(30L));
            }
        });
        server.post(PODS, pod("p"));
        var marked = server.delete(PODS + "/p");
        assertThat(marked.text("metadata", "deletionTimestamp")).isEqualTo("2026-01-01T00:00:30Z");
        assertThat(marked.text("metadata", "deletionGracePeriodSeconds")).isEqualTo("30");
        server.clock.advance(Duration.ofSeconds(5));
        assertThat(server.delete(PODS + "/p").body()).isEqualTo(marked.body());
        var shorter = server.delete(PODS + "/p?gracePeriodSeconds=10");
        assertThat(shorter.text("metadata", "deletionTimestamp")).isEqualTo("2026-01-01T00:00:10Z");
        assertThat(server.delete(PODS + "/p?gracePeriodSeconds=0").status()).isEqualTo(200);
        assertThat(server.get(PODS + "/p").status()).isEqualTo(404);
    }

    @Test
    void deletesACollectionBySelector() {
        server.post(MAPS, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"x\":\"1\"}}}");
        server.post(MAPS, "{\"metadata\":{\"name\":\"b\",\"labels\":{\"x\":\"2\"}}}");
        var deleted = server.delete(MAPS + "?labelSelector=x%3D1");
        assertThat(deleted.text("kind")).isEqualTo("ConfigMapList");
        assertThat(deleted.names()).containsExactly("a");
        assertThat(server.get(MAPS).names()).containsExactly("b");
    }

    @Test
    void losesNoConcurrentPatch() throws Exception {
        server.post(MAPS, configMap("m"));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                int number = i;
                pool.submit(() -> server.merge(MAPS + "/m", "{\"data\":{\"k" + number + "\":\"v\"}}"));
            }
        }
        assertThat((Map<?, ?>) server.get(MAPS + "/m").at("data")).hasSize(40);
    }

    @Test
    void asksAdmissionForEveryWriteAndShowsItsWarnings() {
        var admission = new Admission() {
            @Override
            public @Nullable Struct mutate(AdmissionRequest request, java.util.function.Consumer<String> warnings) {
                warnings.accept("seen " + request.operation());
                var object = request.object();
                return object == null
                        ? null
                        : Metadata.with(
                                object,
                                Metadata.of(object)
                                        .withAnnotations(
                                                Map.of("by", request.user().name())));
            }
        };
        try (var admitted = new TestServer(stores -> admission)) {
            var created = admitted.post(MAPS, configMap("m"));
            assertThat(created.text("metadata", "annotations", "by")).isEqualTo("admin");
            assertThat(created.headers().get("Warning")).containsExactly("299 - \"seen CREATE\"");
            assertThat(admitted.delete(MAPS + "/m").headers().get("Warning")).containsExactly("299 - \"seen DELETE\"");
        }
    }

    @Test
    void givesReservationsBackWhenTheObjectIsNotStored() {
        var taken = new java.util.concurrent.atomic.AtomicInteger();
        server.strategies.put("configmaps", new Strategy() {
            @Override
            public Reservation beginCreate(WriteContext context, Struct wanted) {
                taken.incrementAndGet();
                return new Reservation(wanted, () -> {}, taken::decrementAndGet);
            }
        });
        server.post(MAPS, configMap("m"));
        assertThat(taken).hasValue(1);
        server.post(MAPS, configMap("m"));
        server.post(MAPS, configMap("Bad Name"));
        server.post(MAPS + "?dryRun=All", configMap("other"));
        assertThat(taken).hasValue(1);
    }

    @Test
    void forgetsEventsAfterAnHour() {
        var events = "/api/v1/namespaces/default/events";
        var body =
                "{\"metadata\":{\"name\":\"e\"},\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"p\",\"namespace\":\"default\"},"
                        + "\"reason\":\"Tested\",\"type\":\"Normal\",\"message\":\"m\"}";
        assertThat(server.post(events, body).status()).isEqualTo(201);
        server.clock.advance(Duration.ofMinutes(50));
        server.merge(events + "/e", "{\"count\":2}");
        server.clock.advance(Duration.ofMinutes(50));
        assertThat(server.get(events + "/e").text("count")).isEqualTo("2");
        server.clock.advance(Duration.ofMinutes(12));
        assertThat(server.get(events + "/e").status()).isEqualTo(404);
    }

    @Test
    void saysWhenNoGeneratedNameIsFree() {
        server.strategies.put("configmaps", new Strategy() {
            @Override
            public Struct prepareForCreate(WriteContext context, Struct wanted) {
                throw new io.navarch.store.KeyExistsException(
                        new io.navarch.store.Record("k", new byte[0], 1, 1, 1, 0));
            }
        });
        var answer = server.post(MAPS, "{\"metadata\":{\"generateName\":\"m-\"}}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("message")).endsWith("the server was not able to generate a unique name for the object");
    }

    @Test
    void letsLoopsWriteThroughTheObjectStore() {
        server.post(PODS, pod("p"));
        var pods = server.registry.of("", "pods");
        var bound = pods.guaranteedUpdate(
                "default",
                "p",
                false,
                tree -> tree.with("spec", ((Struct) Objects.requireNonNull(tree.get("spec"))).with("nodeName", "n1")));
        assertThat(Metadata.of(bound).resourceVersion()).isNotEmpty();
        assertThat(server.get(PODS + "/p").text("spec", "nodeName")).isEqualTo("n1");
        assertThat(pods.list("default")).hasSize(1);
        assertThat(pods.find("default", "none")).isNull();
    }

    @Test
    void createsNothingAtThePathOfAnObject() {
        var refused = server.post(MAPS + "/m", configMap("m"));
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.text("message"))
                .isEqualTo("the server does not allow this method on the requested resource");
        assertThat(server.get(MAPS + "/m").status()).isEqualTo(404);
    }

    @Test
    void tellsWhatDoesNotFitAfterAStrategicMergePatchInTheConvertersWords() {
        server.post(DEPLOYMENTS, deployment("d", 1));
        var refused = server.call(
                "PATCH",
                DEPLOYMENTS + "/d",
                "application/strategic-merge-patch+json",
                "{\"spec\":{\"replicas\":\"x\"}}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("message"))
                .isEqualTo(
                        " \"\" is invalid: patch: Invalid value: \"map[spec:map[replicas:x]]\": unrecognized type: int32");
        var merged = server.merge(DEPLOYMENTS + "/d", "{\"spec\":{\"replicas\":\"x\"}}");
        assertThat(merged.text("message")).contains("cannot unmarshal string into Go struct field");
    }
}
