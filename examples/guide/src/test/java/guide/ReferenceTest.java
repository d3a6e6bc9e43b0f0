package guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.navarch.embedded.ExecAnswer;
import io.navarch.embedded.NavarchCluster;
import io.navarch.embedded.NodeShape;
import io.navarch.embedded.ObjectRef;
import io.navarch.embedded.Requests;
import io.navarch.junit.Cluster;
import io.navarch.junit.NavarchTest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the guide's reference. */
class ReferenceTest {
    private static KubernetesClient client(String kubeconfig) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
    }

    private static String phase(KubernetesClient client, String pod) {
        return client.pods()
                .inNamespace("default")
                .withName(pod)
                .get()
                .getStatus()
                .getPhase();
    }

    @Test
    void withoutJUnit() {
        try (var cluster = NavarchCluster.builder().nodes(3).start();
                var client = client(cluster.kubeconfig())) {
            assertThat(client.namespaces().withName("default").get()).isNotNull();
        }
    }

    @Test
    void nodes() throws Exception {
        try (var cluster = NavarchCluster.builder()
                        .manualClock()
                        .nodes(
                                NodeShape.named("small").with("cpu", "1").zone("a"),
                                NodeShape.named("gpu")
                                        .with("nvidia.com/gpu", "2")
                                        .taint("gpu:NoSchedule"))
                        .start();
                var client = client(cluster.kubeconfig())) {
            client.resource(Greeter.deployment(2)).create();
            cluster.awaitQuiet();
            var late = cluster.nodes().add(NodeShape.named("late").zone("b"));
            cluster.nodes().disconnect("small"); // stop, restart, slow, remove …
            cluster.clock().advance(Duration.ofMinutes(10)); // NotReady, then its pods evicted
            assertThat(client.pods().inNamespace("default").list().getItems())
                    .filteredOn(pod -> late.equals(pod.getSpec().getNodeName()))
                    .hasSize(2);
        }
    }

    @Nested
    @NavarchTest
    class Programs {
        @Test
        void engine(NavarchCluster cluster) throws Exception {
            cluster.engine().onStart("registry.example/worker", container -> {
                container.print("at work as " + container.podName());
                container.onExec(command -> command.contains("status") ? ExecAnswer.of("busy\n") : ExecAnswer.NONE);
                container.sleep(Duration.ofHours(2)); // of the cluster's time
                container.exit(0);
            });
            try (var client = client(cluster.kubeconfig())) {
                client.resource(Greeter.pod("worker", "registry.example/worker:1"))
                        .create();
                cluster.awaitQuiet();
                assertThat(client.pods()
                                .inNamespace("default")
                                .withName("worker")
                                .getLog())
                        .isEqualTo("at work as worker\n");
                cluster.clock().advance(Duration.ofHours(2));
                assertThat(phase(client, "worker")).isEqualTo("Succeeded");
            }
        }

        @Test
        void pulls(NavarchCluster cluster) throws Exception {
            cluster.engine().failPulls("registry.example/secret", "unauthorized");
            try (var client = client(cluster.kubeconfig())) {
                client.resource(Greeter.pod("kept-out", "registry.example/secret:1"))
                        .create();
                cluster.awaitQuiet();
                assertThat(phase(client, "kept-out")).isEqualTo("Pending");
            }
            cluster.engine().forget("registry.example/secret");
        }
    }

    @Test
    void time() throws Exception {
        try (var cluster = NavarchCluster.builder().manualClock().start();
                var client = client(cluster.kubeconfig())) {
            var clock = cluster.clock();
            client.resource(Greeter.deployment(2)).create();
            clock.runUntil(() -> Greeter.ready(client) == 2); // as far as need be
            clock.advance(Duration.ofDays(30)); // all that falls due on the way is done at its time
            clock.runUntilQuiet(Duration.ofMinutes(10)); // until nothing has changed for so long
            clock.automatic(); // on from there by itself; manual() stops it again
            assertThat(clock.isManual()).isFalse();
        }
    }

    @Nested
    @NavarchTest
    class Past {
        @Test
        void state(NavarchCluster cluster, @TempDir Path directory) throws Exception {
            try (var client = client(cluster.kubeconfig())) {
                var before = cluster.revision();
                client.resource(Greeter.deployment(2)).create();
                cluster.awaitQuiet();

                try (var other = cluster.fork()) { // the same state, its own future
                    assertThat(other.revision()).isGreaterThanOrEqualTo(cluster.revision());
                }
                var greeter = new ObjectRef("apps/v1", "Deployment", "default", "greeter");
                cluster.history(greeter).forEach(System.out::println); // who changed what
                cluster.diff(before, cluster.revision()).forEach(System.out::println);
                assertThat(cluster.at(before).get(greeter)).isEmpty(); // the past
                var file = cluster.snapshot().save(directory.resolve("state")); // navarch up --from opens it
                cluster.rewind(before); // watchers see that all of it is undone
                assertThat(Greeter.in(client).get()).isNull();

                try (var again = NavarchCluster.builder().from(file).start()) {
                    assertThat(again.snapshot().get(greeter)).isPresent();
                }
            }
        }
    }

    @Nested
    @NavarchTest
    class Trouble {
        @Test
        void faults(NavarchCluster cluster) {
            try (var client = client(cluster.kubeconfig())) {
                var faults = cluster.faults();
                faults.on(Requests.of("create", "configmaps").in("default"))
                        .nth(2)
                        .fail(500, "etcdserver: request timed out");
                faults.on(Requests.of("update", "leases.coordination.k8s.io").by("kubernetes-admin"))
                        .times(1)
                        .conflict();
                faults.on(Requests.ALL.from("my-operator")).share(0.1).throttle(Duration.ofSeconds(1)); // by the seed
                faults.expireWatches(Requests.of("watch", "pods").by("kubernetes-admin")); // 410 Gone
                client.resource(settings("first")).create();
                client.resource(settings("second")).create(); // this client tries again
                assertThat(faults.injected()).hasSize(1); // what was done to which request
                faults.clear();
            }
        }

        private static ConfigMap settings(String name) {
            return new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace("default")
                    .endMetadata()
                    .build();
        }
    }

    @Test
    void report() {
        try (var cluster = NavarchCluster.start()) {
            System.out.println(cluster.report()); // what a test that fails prints
            cluster.requests().forEach(System.out::println); // the last 5,000
            System.out.println(cluster.kubectl() + " get pods -A"); // what pause() prints, and then waits
            assertThat(cluster.kubectl()).startsWith("kubectl --kubeconfig");
        }
    }

    @Nested
    @NavarchTest(nodes = 2, manifests = "crds")
    class MoreClusters {
        @Test
        void several(NavarchCluster here, @Cluster(value = "there", nodes = 0) NavarchCluster there) {
            try (var client = client(here.kubeconfig());
                    var other = client(there.kubeconfig())) {
                assertThat(client.apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .list()
                                .getItems())
                        .hasSize(1);
                assertThat(other.apiextensions()
                                .v1()
                                .customResourceDefinitions()
                                .list()
                                .getItems())
                        .isEmpty();
            }
        }
    }

    @Nested
    @NavarchTest
    class Webhooks {
        @Test
        void webhook(NavarchCluster cluster) throws Exception {
            var identity = cluster.serverIdentity(); // or with the names of services: "hooks.default.svc"
            var server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(identity.sslContext()));
            server.createContext("/validate", Webhooks::refuse);
            server.start();
            try (var client = client(cluster.kubeconfig())) {
                var url = "https://localhost:" + server.getAddress().getPort() + "/validate";
                client.resource(new ValidatingWebhookConfigurationBuilder()
                                .withNewMetadata()
                                .withName("no-greeters")
                                .endMetadata()
                                .addNewWebhook()
                                .withName("no-greeters.example.com")
                                .withAdmissionReviewVersions("v1")
                                .withSideEffects("None")
                                .withNewClientConfig()
                                .withUrl(url)
                                .withCaBundle(identity.caBundle())
                                .endClientConfig()
                                .addNewRule()
                                .withApiGroups("apps")
                                .withApiVersions("v1")
                                .withOperations("CREATE")
                                .withResources("deployments")
                                .endRule()
                                .endWebhook()
                                .build())
                        .create();
                cluster.awaitQuiet();
                assertThatThrownBy(() -> client.resource(Greeter.deployment(2)).create())
                        .hasMessageContaining("denied the request: no greeters here");
            } finally {
                server.stop(0);
            }
        }

        private static void refuse(HttpExchange exchange) throws IOException {
            var review = Serialization.unmarshal(exchange.getRequestBody(), AdmissionReview.class);
            var refusal = new StatusBuilder().withMessage("no greeters here").build();
            review.setResponse(new AdmissionResponseBuilder()
                    .withUid(review.getRequest().getUid())
                    .withAllowed(false)
                    .withStatus(refusal)
                    .build());
            review.setRequest(null);
            var bytes = Serialization.asJson(review).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    @Nested
    @NavarchTest
    class Users {
        @Test
        void users(NavarchCluster cluster) {
            try (var admin = client(cluster.kubeconfig());
                    var jane = client(cluster.kubeconfig("jane", "developers"))) {
                assertThatThrownBy(() -> jane.pods().inNamespace("default").list())
                        .isInstanceOf(KubernetesClientException.class)
                        .hasMessageContaining("User \"jane\" cannot list resource \"pods\"");
                admin.resource(new RoleBindingBuilder()
                                .withNewMetadata()
                                .withName("developers")
                                .withNamespace("default")
                                .endMetadata()
                                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
                                .addNewSubject("rbac.authorization.k8s.io", "Group", "developers", null)
                                .build())
                        .create();
                assertThat(jane.pods().inNamespace("default").list().getItems()).isNotNull();
            }
        }
    }

    @Nested
    @NavarchTest
    class OtherLanguages {
        private final String program = Path.of("src/test/bin/operator").toString();

        @Test
        void program(NavarchCluster cluster, @TempDir Path directory) throws Exception {
            var kubeconfig = cluster.kubeconfigFile(directory.resolve("kubeconfig"));
            var operator = new ProcessBuilder(program);
            operator.environment().put("KUBECONFIG", kubeconfig.toString());
            var running = operator.start();
            var output = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(output).contains(cluster.url());
        }
    }
}
