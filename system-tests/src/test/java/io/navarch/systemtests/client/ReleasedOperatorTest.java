package io.navarch.systemtests.client;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.embedded.NavarchCluster;
import io.navarch.systemtests.fixture.Kubectl;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator as its makers released it: Debezium's, a Quarkus application on the Java Operator SDK, which makes a Deployment,
 * ConfigMaps and rights of each DebeziumServer. Maven unpacks it below {@code target}.
 */
@Tag("system")
class ReleasedOperatorTest {
    private static final Path OPERATOR = Path.of("target", "operator", "debezium-operator-dist");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String SERVER = """
            apiVersion: debezium.io/v1alpha1
            kind: DebeziumServer
            metadata: {name: orders}
            spec:
              image: quay.io/debezium/server:3.3
              runtime: {api: {enabled: true}}
              sink: {type: kafka, config: {producer.bootstrap.servers: "kafka:9092"}}
              source:
                class: io.debezium.connector.mongodb.MongoDbConnector
                offset: {memory: {}}
                schemaHistory: {memory: {}}
                config: {topic.prefix: orders, mongodb.connection.string: "mongodb://orders"}
            """;

    @TempDir
    private Path folder;

    @Test
    void doesItsWork() throws Exception {
        try (var cluster = NavarchCluster.builder().manifests(definition()).start()) {
            var kubeconfig = cluster.kubeconfigFile(folder.resolve("kubeconfig"));
            var log = folder.resolve("operator.log");
            var operator = start(kubeconfig, log);
            try {
                use(Kubectl.newest(kubeconfig));
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + "\nThe operator said:\n" + Files.readString(log), e);
            } finally {
                operator.destroy();
                assertThat(operator.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            }
            assertThat(log).content().doesNotContain(" ERROR ");
        }
    }

    private static void use(Kubectl kubectl) {
        kubectl.apply(SERVER);
        awaitThat(LIMIT, () -> kubectl.out("get", "deployment", "orders"));
        kubectl.out("wait", "--for=condition=Ready", "debeziumserver/orders", "--timeout=60s");
        assertThat(kubectl.out("get", "all,configmaps,serviceaccounts,rolebindings", "-o", "name")
                        .lines())
                .contains("deployment.apps/orders", "configmap/orders", "serviceaccount/orders-sa");
        kubectl.out(
                "patch",
                "debeziumserver",
                "orders",
                "--type=merge",
                "-p",
                "{\"spec\": {\"image\": \"quay.io/debezium/server:3.4\"}}");
        awaitThat(LIMIT, () -> assertThat(
                        kubectl.out("get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].image}"))
                .isEqualTo("quay.io/debezium/server:3.4"));
        kubectl.out("delete", "debeziumserver", "orders");
        awaitThat(
                LIMIT, () -> assertThat(kubectl.out("get", "all,configmaps,serviceaccounts,rolebindings", "-o", "name")
                                .lines())
                        .noneMatch(name -> name.contains("orders")));
    }

    /** The CustomResourceDefinition, out of the operator's own jar. */
    private Path definition() throws IOException {
        var jar = OPERATOR.resolve("lib/main/io.debezium.debezium-operator-api-3.3.0.Final.jar");
        try (var zip = new ZipFile(jar.toFile());
                InputStream entry =
                        zip.getInputStream(zip.getEntry("META-INF/fabric8/debeziumservers.debezium.io-v1.yml"))) {
            var file = folder.resolve("definition.yaml");
            Files.copy(entry, file);
            return file;
        }
    }

    private Process start(Path kubeconfig, Path log) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                java, "-jar", OPERATOR.resolve("quarkus-run.jar").toString());
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(freePort()));
        return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
