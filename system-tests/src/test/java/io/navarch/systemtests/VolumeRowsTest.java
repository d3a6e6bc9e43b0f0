package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import io.navarch.systemtests.fixture.TestNamespace;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What upstream's conformance tests ask of volumes, asked of real containers; docs/conformance.md has the rows. */
@SystemTest
final class VolumeRowsTest {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final String OBJECTS = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: set}
            data: {data-1: value-1, data-2: value-2}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: set}
            stringData: {data-1: value-1, data-2: value-2}
            """;

    /** How a volume says where it comes from; ITEMS and MODE stand for {@code items} and {@code defaultMode}. */
    private enum Source {
        CONFIG_MAP("configMap: {name: set ITEMS MODE}"),
        SECRET("secret: {secretName: set ITEMS MODE}"),
        PROJECTED_CONFIG_MAP("projected: {sources: [{configMap: {name: set ITEMS}}] MODE}"),
        PROJECTED_SECRET("projected: {sources: [{secret: {name: set ITEMS}}] MODE}");

        private final String yaml;

        Source(String yaml) {
            this.yaml = yaml;
        }

        String podName(String suffix) {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + "-" + suffix;
        }

        String volume(String name, String items, String mode) {
            return "{name: %s, %s}"
                    .formatted(name, yaml.replace(" ITEMS", items).replace(" MODE", mode));
        }
    }

    private static String pod(String name, String spec, String script, String mounts, String volumes) {
        return """
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, labels: {app: rows, key: first}, annotations: {builder: bar}}
                spec:
                  restartPolicy: Never
                  terminationGracePeriodSeconds: 0
                  %s
                  containers:
                  - name: c
                    image: appstore:5000/busybox
                    command: [sh, -c, '%s']
                    volumeMounts: [%s]
                  volumes: [%s]
                """.formatted(name, spec, script, mounts, volumes);
    }

    private static String mounts(String... names) {
        return Stream.of(names)
                .map(name -> "{name: " + name + ", mountPath: /" + name + "}")
                .collect(joining(", "));
    }

    private static void succeeds(TestNamespace namespace, String pod, String output) {
        awaitThat(LIMIT, () -> assertThat(namespace.value("pod/" + pod, ".status.phase"))
                .as(() -> namespace.out("describe", "pod", pod))
                .isEqualTo("Succeeded"));
        assertThat(namespace.out("logs", pod)).as(pod).isEqualTo(output);
    }

    @Test
    void mapsAndSecretsBecomeFiles(RunningNavarch navarch) {
        var items = ", items: [{key: data-2, path: path/to/data-2}]";
        var itemMode = ", items: [{key: data-2, path: path/to/data-2, mode: 256}]";
        var mounts = mounts("plain", "again", "mode", "items", "item-mode");
        var script = "cat /plain/data-1 /again/data-2 /items/path/to/data-2; echo; ls /items;"
                + " for f in plain/data-1 mode/data-1 items/path/to/data-2 item-mode/path/to/data-2;"
                + " do stat -L -c \"%a %u %g\" /$f; done";
        try (var namespace = TestNamespace.create(navarch.kubectl(), "volume-rows")) {
            var manifest = new StringBuilder(OBJECTS);
            for (var source : Source.values()) {
                var volumes = String.join(
                        ", ",
                        source.volume("plain", "", ""),
                        source.volume("again", "", ""),
                        source.volume("mode", "", ", defaultMode: 256"),
                        source.volume("items", items, ""),
                        source.volume("item-mode", itemMode, ""));
                manifest.append(pod(source.podName("root"), "", script, mounts, volumes));
                var grouped = String.join(
                        ", ", source.volume("plain", "", ", defaultMode: 288"), source.volume("items", items, ""));
                manifest.append(pod(
                        source.podName("user"),
                        "securityContext: {runAsUser: 1000, fsGroup: 1001}",
                        "id -u; cat /plain/data-1 /items/path/to/data-2; echo; stat -L -c \"%a %g\" /plain/data-1",
                        mounts("plain", "items"),
                        grouped));
            }
            namespace.apply(manifest.toString());
            for (var source : Source.values()) {
                succeeds(
                        namespace,
                        source.podName("root"),
                        "value-1value-2value-2\npath\n644 0 0\n400 0 0\n644 0 0\n400 0 0\n");
                succeeds(namespace, source.podName("user"), "1000\nvalue-1value-2\n440 1001\n");
            }
        }
    }

    @Test
    void emptyDirectoriesAreForEverybody(RunningNavarch navarch) {
        var script = "for m in 644 666 777; do echo content >/v/$m; chmod $m /v/$m; stat -c \"%a %s %u\" /v/$m; done;"
                + " [ $(stat -f -c %T /v) = tmpfs ] && echo memory || echo disk; stat -c %a /v";
        try (var namespace = TestNamespace.create(navarch.kubectl(), "volume-rows")) {
            var manifest = new StringBuilder();
            for (var user : List.of("0", "1001")) {
                for (var medium : List.of("disk", "memory")) {
                    manifest.append(pod(
                            medium + "-" + user,
                            "securityContext: {runAsUser: " + user + "}",
                            script,
                            mounts("v"),
                            "{name: v, emptyDir: {" + (medium.equals("memory") ? "medium: Memory" : "") + "}}"));
                }
            }
            namespace.apply(manifest.toString());
            for (var user : List.of("0", "1001")) {
                for (var medium : List.of("disk", "memory")) {
                    var files = "644 8 U\n666 8 U\n777 8 U\n".replace("U", user);
                    succeeds(namespace, medium + "-" + user, files + medium + "\n777\n");
                }
            }
        }
    }

    @Test
    void podsReadOfThemselves(RunningNavarch navarch) {
        var items = """
                [{path: name, fieldRef: {fieldPath: metadata.name}}, \
                {path: secret, mode: 256, fieldRef: {fieldPath: metadata.name}}, \
                {path: cpu-limit, resourceFieldRef: {containerName: c, resource: limits.cpu}}, \
                {path: cpu-request, resourceFieldRef: {containerName: c, resource: requests.cpu, divisor: 1m}}, \
                {path: memory-limit, resourceFieldRef: {containerName: c, resource: limits.memory}}, \
                {path: memory-request, resourceFieldRef: {containerName: c, resource: requests.memory, divisor: 1Mi}}]""";
        var volumes = "{name: own, downwardAPI: {defaultMode: 292, items: ITEMS}}, ".replace("ITEMS", items)
                + "{name: projected, projected: {sources: [{downwardAPI: {items: ITEMS}}]}}".replace("ITEMS", items);
        var script = "for v in own projected; do cd /$v; stat -L -c %a name secret; for f in name cpu-limit cpu-request"
                + " memory-limit memory-request; do cat $f; echo; done; done";
        try (var namespace = TestNamespace.create(navarch.kubectl(), "volume-rows")) {
            var limited = pod("limited", "", script, mounts("own", "projected"), volumes)
                    .replace(
                            "    command:",
                            "    resources: {limits: {cpu: 1250m, memory: 64Mi}, requests: {cpu: 50m, memory: 32Mi}}\n"
                                    + "    command:");
            namespace.apply(limited + pod("free", "", script, mounts("own", "projected"), volumes));
            var numbers = "2\n50\n67108864\n32\n";
            succeeds(namespace, "limited", "444\n400\nlimited\n" + numbers + "644\n400\nlimited\n" + numbers);
            var node = namespace.value("pod/free", ".spec.nodeName");
            var cpu = navarch.kubectl().out("get", "node", node, "-o", "jsonpath={.status.allocatable.cpu}");
            var memory = navarch.kubectl().out("get", "node", node, "-o", "jsonpath={.status.allocatable.memory}");
            var bytes = Long.parseLong(memory.replace("Ki", "")) * 1024;
            var all = "free\n" + cpu + "\n0\n" + bytes + "\n0\n";
            succeeds(namespace, "free", "444\n400\n" + all + "644\n400\n" + all);
        }
    }

    @Test
    void filesFollowWhatTheyShow(RunningNavarch navarch) {
        var sources = """
                {name: map, configMap: {name: changing}}, {name: secret, secret: {secretName: changing}}, \
                {name: late-map, configMap: {name: late, optional: true}}, \
                {name: late-secret, secret: {secretName: late, optional: true}}, \
                {name: gone-map, configMap: {name: gone, optional: true}}, \
                {name: gone-secret, secret: {secretName: gone, optional: true}}, \
                {name: all, projected: {sources: [{configMap: {name: changing}}, {secret: {name: late, optional: true}}, \
                {secret: {name: changing, items: [{key: data-1, path: secret}]}}, {configMap: {name: gone, optional: true}}, \
                {downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}, \
                {path: annotations, fieldRef: {fieldPath: metadata.annotations}}]}}]}}, \
                {name: self, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}, \
                {path: annotations, fieldRef: {fieldPath: metadata.annotations}}]}}""";
        var names = new String[] {"map", "secret", "late-map", "late-secret", "gone-map", "gone-secret", "all", "self"};
        try (var namespace = TestNamespace.create(navarch.kubectl(), "volume-rows")) {
            for (var name : List.of("changing", "gone")) {
                namespace.apply(OBJECTS.replace("name: set", "name: " + name));
            }
            namespace.apply(pod("watcher", "", "sleep 3600", mounts(names), sources));
            namespace.out("wait", "--for=condition=Ready", "pod/watcher", "--timeout=90s");
            assertThat(namespace.exec("watcher", "cat", "/all/data-2", "/all/secret", "/gone-map/data-1"))
                    .isEqualTo("value-2value-1value-1");
            namespace.out("patch", "configmap", "changing", "-p", "{\"data\":{\"data-1\":\"value-3\"}}");
            namespace.out("patch", "secret", "changing", "-p", "{\"stringData\":{\"data-1\":\"value-4\"}}");
            namespace.apply(OBJECTS.replace("name: set", "name: late").replace("data-1", "data-3"));
            namespace.out("delete", "configmap/gone", "secret/gone");
            namespace.out("label", "pod", "watcher", "key=second", "--overwrite");
            namespace.out("annotate", "pod", "watcher", "builder=foo", "--overwrite");
            awaitThat(LIMIT, () -> {
                assertThat(namespace.exec(
                                "watcher", "cat", "/map/data-1", "/secret/data-1", "/all/data-1", "/all/secret"))
                        .isEqualTo("value-3value-4value-3value-4");
                assertThat(namespace.exec("watcher", "cat", "/late-map/data-3", "/late-secret/data-3", "/all/data-3"))
                        .isEqualTo("value-1value-1value-1");
                assertThat(namespace.exec("watcher", "ls", "/gone-map", "/gone-secret"))
                        .doesNotContain("data");
                assertThat(namespace
                                .exec("watcher", "cat", "/self/labels", "/all/labels")
                                .split("key=\"second\"", -1))
                        .hasSize(3);
                assertThat(namespace
                                .exec("watcher", "cat", "/self/annotations", "/all/annotations")
                                .split("builder=\"foo\"", -1))
                        .hasSize(3);
            });
        }
    }

    @Test
    void subPathsAreSingleFiles(RunningNavarch navarch) {
        var volumes = """
                {name: map, configMap: {name: set}}, {name: secret, secret: {secretName: set}}, \
                {name: projected, projected: {sources: [{configMap: {name: set}}]}}, \
                {name: self, downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}}""";
        var mounts = """
                {name: map, mountPath: /etc/group, subPath: data-1}, {name: map, mountPath: /new/file, subPath: data-2}, \
                {name: secret, mountPath: /secret, subPath: data-1}, {name: projected, mountPath: /projected, subPath: data-2}, \
                {name: self, mountPath: /self, subPath: name}""";
        var script = "cat /etc/group /new/file /secret /projected /self; echo; ls /new";
        try (var namespace = TestNamespace.create(navarch.kubectl(), "volume-rows")) {
            namespace.apply(OBJECTS + pod("sub", "", script, mounts, volumes));
            succeeds(namespace, "sub", "value-1value-2value-1value-2sub\nfile\n");
        }
    }

    @Test
    void manyMapsInManyPodsGetInNobodysWay(RunningNavarch navarch) {
        var names = IntStream.range(0, 50).mapToObj(i -> "map-" + i).toArray(String[]::new);
        var volumes = Stream.of(names)
                .map(name -> "{name: %1$s, configMap: {name: %1$s}}".formatted(name))
                .collect(joining(", "));
        try (var namespace = TestNamespace.create(navarch.kubectl(), "volume-rows")) {
            var manifest = new StringBuilder();
            for (var name : names) {
                manifest.append("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: %1$s}\ndata: {data: %1$s}\n"
                        .formatted(name));
            }
            for (int i = 0; i < 5; i++) {
                manifest.append(pod("pod-" + i, "", "cat /map-*/data | wc -c", mounts(names), volumes));
            }
            namespace.apply(manifest.toString());
            for (int i = 0; i < 5; i++) {
                succeeds(namespace, "pod-" + i, String.join("", names).length() + "\n");
            }
        }
    }

    @Test
    void whatIsSealedStaysAsItIs(RunningNavarch navarch) {
        try (var namespace = TestNamespace.create(navarch.kubectl(), "volume-rows")) {
            namespace.apply(OBJECTS);
            for (var kind : List.of("configmap", "secret")) {
                namespace.out("patch", kind, "set", "-p", "{\"immutable\":true}");
                assertThat(namespace
                                .run("patch", kind, "set", "-p", "{\"data\":{\"data-1\":\"eA==\"}}")
                                .err())
                        .contains("data: Forbidden: field is immutable when `immutable` is set");
                assertThat(namespace
                                .run("patch", kind, "set", "-p", "{\"immutable\":false}")
                                .err())
                        .contains("immutable: Forbidden: field is immutable when `immutable` is set");
                namespace.out("label", kind, "set", "seen=true");
            }
        }
    }
}
