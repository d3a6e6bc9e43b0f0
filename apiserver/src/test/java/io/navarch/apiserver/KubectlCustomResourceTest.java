package io.navarch.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kubectl does with a custom resource from its definition to its end. */
class KubectlCustomResourceTest {
    @SuppressWarnings("NullAway.Init")
    private static TestCluster cluster;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path home;

    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: crontabs.GROUP}
            spec:
              group: GROUP
              scope: Namespaced
              names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct], categories: [tabs]}
              versions:
              - name: v1
                served: true
                storage: true
                subresources:
                  status: {}
                  scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas, labelSelectorPath: .status.labelSelector}
                additionalPrinterColumns:
                - {name: Spec, type: string, description: When it runs, jsonPath: .spec.cronSpec}
                - {name: Replicas, type: integer, jsonPath: .spec.replicas}
                - {name: Wide, type: boolean, priority: 1, jsonPath: .spec.suspend}
                - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
                schema:
                  openAPIV3Schema:
                    type: object
                    description: A job that comes again.
                    properties:
                      spec:
                        type: object
                        description: What is wanted.
                        required: [cronSpec]
                        properties:
                          cronSpec: {type: string, description: When it runs in the form of cron.}
                          image: {type: string}
                          replicas: {type: integer, minimum: 1}
                          suspend: {type: boolean}
                      status:
                        type: object
                        properties:
                          replicas: {type: integer}
                          labelSelector: {type: string}
            """;

    private static final String CRONTAB = """
            ---
            apiVersion: GROUP/v1
            kind: CronTab
            metadata: {name: nightly, namespace: default}
            spec: {cronSpec: "* * * * */5", image: my-awesome-cron-image, replicas: 2}
            """;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeFalse(Kubectl.binaries().isEmpty(), "there is no kubectl");
        cluster = new TestCluster();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    static Stream<Path> kubectls() throws Exception {
        var all = Kubectl.binaries();
        return all.isEmpty()
                ? Stream.of(Path.of("none"))
                : Stream.of(all.get(0), all.get(all.size() - 1)).distinct();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void definesUsesAndDeletes(Path binary) throws Exception {
        var kubectl =
                Kubectl.of(binary, home, cluster.server.port(), cluster.pki.ca().certificate(), cluster.pki.admin());
        var group = binary.getFileName().toString().replaceAll("[^a-z0-9]", "-") + ".example.com";
        var definition = DEFINITION.replace("GROUP", group);
        var crontab = CRONTAB.replace("GROUP", group);
        // As with upstream, the kind is not known yet when kubectl reads the file, but it is the next time.
        assertThat(kubectl.run(definition + crontab, List.of("apply", "-f", "-"))
                        .both())
                .contains("crontabs." + group + " created", "ensure CRDs are installed first");
        assertThat(kubectl.run(definition + crontab, List.of("apply", "-f", "-"))
                        .both())
                .contains("crontabs." + group + " unchanged", "crontab." + group + "/nightly created");
        assertThat(kubectl.run("wait", "--for=condition=Established", "crd/crontabs." + group)
                        .out())
                .contains("condition met");
        assertThat(kubectl.run("get", "ct").out())
                .matches("NAME +SPEC +REPLICAS +AGE\nnightly +\\* \\* \\* \\* \\*/5 +2 +[0-9]+s\n");
        assertThat(kubectl.run("get", "tabs", "-o", "wide").out()).contains("WIDE");
        assertThat(kubectl.run("explain", "crontab.spec").both())
                .contains("What is wanted.", "cronSpec", "<string>", "-required-");
        assertThat(kubectl.run("explain", "ct.spec.replicas").both()).contains("<integer>");
        assertThat(kubectl.run("api-resources", "--api-group=" + group).out()).contains("crontabs", "ct", "CronTab");
        assertThat(kubectl.run("scale", "ct/nightly", "--replicas=3").out()).contains("nightly scaled");
        assertThat(kubectl.run("patch", "ct", "nightly", "--type=merge", "-p", "{\"spec\":{\"suspend\":true}}")
                        .out())
                .contains("nightly patched");
        var wrong = crontab.replace("image:", "imago:");
        assertThat(kubectl.run(wrong, List.of("apply", "-f", "-")).err()).contains("unknown field \"spec.imago\"");
        var other = crontab.replace("replicas: 2", "replicas: 9").replace("image: my-awesome-cron-image, ", "");
        assertThat(kubectl.run(other, List.of("apply", "--server-side", "--field-manager=other", "-f", "-"))
                        .err())
                .contains("conflict", ".spec.replicas");
        assertThat(kubectl.run("get", "ct", "nightly", "-o", "jsonpath={.spec.replicas} {.metadata.generation}")
                        .out())
                .isEqualTo("3 3");
        assertThat(kubectl.run("describe", "ct", "nightly").out()).contains("Cron Spec:  * * * * */5");
        assertThat(kubectl.run("delete", "crd", "crontabs." + group).exit()).isZero();
        assertThat(kubectl.run("get", "ct").err()).contains("the server could not find the requested resource");
    }
}
