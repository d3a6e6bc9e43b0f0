package io.navarch.apiserver.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.registry.TableMaker.IncludeObject;
import io.navarch.apiserver.registry.TableMaker.Options;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {
    private static final String META =
            "\"metadata\":{\"name\":\"x\",\"namespace\":\"d\",\"creationTimestamp\":\"2026-01-01T00:00:00Z\"%s}";
    private final Tables tables = new Tables(new ManualClock(Instant.parse("2026-01-01T00:04:25Z")));

    private static ServedKind kind(String group, String version, String plural) {
        return Kinds.builtIn().byResource(group, version, plural).orElseThrow();
    }

    private static Struct object(ServedKind kind, String json) {
        return JsonReader.struct(kind.version().type(), json.getBytes(StandardCharsets.UTF_8));
    }

    private Obj table(ServedKind kind, IncludeObject include, String... jsons) {
        var objects =
                java.util.Arrays.stream(jsons).map(json -> object(kind, json)).toList();
        var options = new Options("meta.k8s.io/v1", include, true, Dict.of("resourceVersion", "7"));
        return (Obj) JsonReader.any(tables.table(kind, objects, options));
    }

    private String cells(ServedKind kind, String rest) {
        var row = (Obj) ((List<?>) table(kind, IncludeObject.NONE, "{" + META.formatted("") + rest + "}")
                        .get("rows"))
                .get(0);
        return String.join(
                "|", ((List<?>) row.get("cells")).stream().map(String::valueOf).toList());
    }

    @Test
    void everyColumnFunctionIsKnown() {
        for (var definition : Kinds.builtIn().definitions()) {
            for (var version : definition.versions()) {
                for (var column : version.columns()) {
                    if (column.computed()) {
                        assertThat(CellFunctions.names()).contains(column.function());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "65,65s",
        "119,119s",
        "120,2m",
        "265,4m25s",
        "599,9m59s",
        "600,10m",
        "10799,179m",
        "10800,3h",
        "11100,3h5m",
        "28800,8h",
        "172799,47h",
        "172800,2d",
        "187200,2d4h",
        "691200,8d",
        "63072000,2y",
        "63158400,2y1d",
        "-1,0s",
        "-5,<invalid>"
    })
    void durationsReadLikeUpstreams(long seconds, String text) {
        assertThat(HumanDuration.of(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    @Test
    void aTableCarriesColumnsAndPartialMetadata() {
        var table = table(
                kind("", "v1", "namespaces"),
                IncludeObject.METADATA,
                "{" + META.formatted("") + ",\"status\":{\"phase\":\"Active\"}}");
        assertThat(table)
                .hasToString(
                        "{apiVersion=meta.k8s.io/v1, columnDefinitions=[{description=, format=name, name=Name, priority=0, type=string}, "
                                + "{description=, format=, name=Status, priority=0, type=string}, {description=, format=, name=Age, priority=0, type=string}], "
                                + "kind=Table, metadata={resourceVersion=7}, rows=[{cells=[x, Active, 4m25s], object={apiVersion=meta.k8s.io/v1, "
                                + "kind=PartialObjectMetadata, metadata={creationTimestamp=2026-01-01T00:00:00Z, name=x, namespace=d}}}]}");
    }

    private String pod(String metadata, String spec, String status) {
        var json = "{" + META.formatted(metadata) + ",\"spec\":{" + spec + "},\"status\":{" + status + "}}";
        var row = (Obj) ((List<?>)
                        table(kind("", "v1", "pods"), IncludeObject.NONE, json).get("rows"))
                .get(0);
        return String.join(
                "|", ((List<?>) row.get("cells")).stream().map(String::valueOf).toList());
    }

    private static final String TWO = "\"containers\":[{\"name\":\"a\"},{\"name\":\"b\"}]";

    @Test
    void podsTellTheirTrouble() {
        assertThat(pod("", TWO, "\"phase\":\"Pending\""))
                .isEqualTo("x|0/2|Pending|0|4m25s|<none>|<none>|<none>|<none>");
        assertThat(
                        pod(
                                "",
                                TWO + ",\"nodeName\":\"n\"",
                                "\"phase\":\"Running\",\"podIPs\":[{\"ip\":\"1.2.3.4\"}],\"containerStatuses\":[{\"name\":\"a\",\"ready\":true,\"state\":{\"running\":{}}},"
                                        + "{\"name\":\"b\",\"restartCount\":3,\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}},"
                                        + "\"lastState\":{\"terminated\":{\"exitCode\":1,\"finishedAt\":\"2026-01-01T00:03:57Z\"}}}]"))
                .isEqualTo("x|1/2|CrashLoopBackOff|3 (28s ago)|4m25s|1.2.3.4|n|<none>|<none>");
        assertThat(
                        pod(
                                "",
                                TWO,
                                "\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"reason\":\"SchedulingGated\"}]"))
                .contains("|SchedulingGated|");
        assertThat(pod(",\"deletionTimestamp\":\"2026-01-01T00:00:30Z\"", TWO, "\"phase\":\"Running\""))
                .contains("|Terminating|");
        assertThat(pod(
                        ",\"deletionTimestamp\":\"2026-01-01T00:00:30Z\"",
                        TWO,
                        "\"phase\":\"Running\",\"reason\":\"NodeLost\""))
                .contains("|Unknown|");
        assertThat(pod("", TWO, "\"phase\":\"Failed\",\"reason\":\"Evicted\"")).contains("|Evicted|");
        assertThat(pod(
                        "",
                        TWO,
                        "\"phase\":\"Succeeded\",\"containerStatuses\":[{\"name\":\"a\",\"state\":{\"terminated\":{\"exitCode\":0,\"reason\":\"Completed\"}}},"
                                + "{\"name\":\"b\",\"state\":{\"terminated\":{\"exitCode\":137,\"signal\":9}}}]"))
                .contains("|Completed|");
    }

    @Test
    void podsTellHowFarTheyAreInitialised() {
        var spec = TWO + ",\"initContainers\":[{\"name\":\"i\"},{\"name\":\"s\",\"restartPolicy\":\"Always\"}]";
        assertThat(
                        pod(
                                "",
                                spec,
                                "\"phase\":\"Pending\",\"initContainerStatuses\":[{\"name\":\"i\",\"state\":{\"running\":{}}},{\"name\":\"s\"}]"))
                .startsWith("x|0/3|Init:0/2|0|");
        assertThat(
                        pod(
                                "",
                                spec,
                                "\"phase\":\"Pending\",\"initContainerStatuses\":[{\"name\":\"i\",\"restartCount\":2,\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}}}]"))
                .startsWith("x|0/3|Init:CrashLoopBackOff|2|");
        assertThat(
                        pod(
                                "",
                                spec,
                                "\"phase\":\"Failed\",\"initContainerStatuses\":[{\"name\":\"i\",\"state\":{\"terminated\":{\"exitCode\":3}}}]"))
                .startsWith("x|0/3|Init:ExitCode:3|0|");
        assertThat(
                        pod(
                                "",
                                spec,
                                "\"phase\":\"Pending\",\"initContainerStatuses\":[{\"name\":\"i\",\"restartCount\":2,\"state\":{\"terminated\":{\"exitCode\":0}}},"
                                        + "{\"name\":\"s\",\"started\":true,\"ready\":true,\"state\":{\"running\":{}}}],"
                                        + "\"containerStatuses\":[{\"name\":\"a\",\"state\":{\"waiting\":{\"reason\":\"PodInitializing\"}}}]"))
                .startsWith("x|1/3|PodInitializing|0|");
    }

    @Test
    void nodes() {
        assertThat(
                        cells(
                                kind("", "v1", "nodes"),
                                ",\"spec\":{\"unschedulable\":true},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}],"
                                        + "\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"10.0.0.1\"}],\"nodeInfo\":{\"kubeletVersion\":\"v1.36.0\",\"osImage\":\"Debian\"}}"))
                .isEqualTo(
                        "x|Ready,SchedulingDisabled|<none>|4m25s|v1.36.0|10.0.0.1|<none>|Debian|<unknown>|<unknown>");
    }

    @Test
    void services() {
        var services = kind("", "v1", "services");
        assertThat(
                        cells(
                                services,
                                ",\"spec\":{\"type\":\"NodePort\",\"clusterIP\":\"10.96.0.9\",\"clusterIPs\":[\"10.96.0.9\"],\"selector\":{\"app\":\"a\"},"
                                        + "\"ports\":[{\"port\":80,\"nodePort\":30001,\"protocol\":\"TCP\"},{\"port\":53,\"protocol\":\"UDP\"}]}"))
                .isEqualTo("x|NodePort|10.96.0.9|<none>|80:30001/TCP,53/UDP|4m25s|app=a");
        assertThat(cells(services, ",\"spec\":{\"type\":\"LoadBalancer\"}"))
                .isEqualTo("x|LoadBalancer|<none>|<pending>|<none>|4m25s|<none>");
        assertThat(cells(services, ",\"spec\":{\"type\":\"ExternalName\",\"externalName\":\"a.b\"}"))
                .isEqualTo("x|ExternalName|<none>|a.b|<none>|4m25s|<none>");
    }

    @Test
    void workloads() {
        var template =
                "\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i:1\"},{\"name\":\"d\",\"image\":\"j\"}]}}";
        assertThat(cells(
                        kind("apps", "v1", "deployments"),
                        ",\"spec\":{\"replicas\":2,\"selector\":{\"matchLabels\":{\"app\":\"w\"}}," + template
                                + "},\"status\":{\"readyReplicas\":1,\"updatedReplicas\":2}"))
                .isEqualTo("x|1/2|2|0|4m25s|c,d|i:1,j|app=w");
        assertThat(cells(
                        kind("", "v1", "replicationcontrollers"),
                        ",\"spec\":{\"replicas\":2,\"selector\":{\"app\":\"w\"}," + template
                                + "},\"status\":{\"replicas\":2}"))
                .isEqualTo("x|2|2|0|4m25s|c,d|i:1,j|app=w");
        assertThat(
                        cells(
                                kind("batch", "v1", "jobs"),
                                ",\"spec\":{\"completions\":1," + template + "},\"status\":{\"succeeded\":1,"
                                        + "\"startTime\":\"2026-01-01T00:00:00Z\",\"completionTime\":\"2026-01-01T00:03:20Z\",\"conditions\":[{\"type\":\"Complete\",\"status\":\"True\"}]}"))
                .isEqualTo("x|Complete|1/1|3m20s|4m25s|c,d|i:1,j|<none>");
        assertThat(cells(
                        kind("batch", "v1", "cronjobs"),
                        ",\"spec\":{\"schedule\":\"* * * * *\",\"suspend\":false,\"jobTemplate\":{\"spec\":{" + template
                                + "}}}"))
                .isEqualTo("x|* * * * *|<none>|False|0|<none>|4m25s|c,d|i:1,j|<none>");
    }

    @Test
    void endpointsAreCutShort() {
        var addresses =
                "{\"ip\":\"1.1.1.1\"},{\"ip\":\"1.1.1.2\"},{\"ip\":\"1.1.1.3\"},{\"ip\":\"1.1.1.4\"},{\"ip\":\"1.1.1.5\"}";
        assertThat(cells(
                        kind("", "v1", "endpoints"),
                        ",\"subsets\":[{\"addresses\":[" + addresses + "],\"ports\":[{\"port\":80}]}]"))
                .isEqualTo("x|1.1.1.1:80,1.1.1.2:80,1.1.1.3:80 + 2 more...|4m25s");
        assertThat(cells(
                        kind("discovery.k8s.io", "v1", "endpointslices"),
                        ",\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[\"1.1.1.1\"]}]"))
                .isEqualTo("x|IPv4|<unset>|1.1.1.1|4m25s");
    }

    @Test
    void eventsOfBothGroups() {
        assertThat(
                        cells(
                                kind("", "v1", "events"),
                                ",\"involvedObject\":{\"kind\":\"Pod\",\"name\":\"p\",\"fieldPath\":\"spec.containers{c}\"},\"reason\":\"Pulled\",\"type\":\"Normal\","
                                        + "\"message\":\"m \",\"source\":{\"component\":\"kubelet\",\"host\":\"n\"},\"firstTimestamp\":\"2026-01-01T00:00:25Z\",\"lastTimestamp\":\"2026-01-01T00:04:18Z\",\"count\":4"))
                .isEqualTo("7s|Normal|Pulled|pod/p|spec.containers{c}|kubelet, n|m|4m|4|x");
        assertThat(
                        cells(
                                kind("events.k8s.io", "v1", "events"),
                                ",\"regarding\":{\"kind\":\"Pod\",\"name\":\"p\"},\"reason\":\"Scheduled\",\"type\":\"Normal\","
                                        + "\"note\":\"m\",\"reportingController\":\"s\",\"reportingInstance\":\"i\",\"eventTime\":\"2026-01-01T00:04:15.000000Z\""))
                .isEqualTo("10s|Normal|Scheduled|pod/p||s, i|m|10s|1|x");
    }

    @Test
    void restOfTheKinds() {
        assertThat(cells(
                        kind("networking.k8s.io", "v1", "ingresses"),
                        ",\"spec\":{\"rules\":[{\"host\":\"foo.bar.com\"}]}"))
                .isEqualTo("x|<none>|foo.bar.com||80|4m25s");
        assertThat(cells(kind("", "v1", "configmaps"), ",\"data\":{\"a\":\"b\"},\"binaryData\":{\"c\":\"\"}"))
                .isEqualTo("x|2|4m25s");
        assertThat(
                        cells(
                                kind("", "v1", "resourcequotas"),
                                ",\"status\":{\"hard\":{\"pods\":\"2\",\"limits.cpu\":\"4\"},\"used\":{\"pods\":\"1\",\"limits.cpu\":\"1\"}}"))
                .isEqualTo("x|pods: 1/2|limits.cpu: 1/4|4m25s");
        assertThat(cells(
                        kind("storage.k8s.io", "v1", "storageclasses").definition() == null
                                ? null
                                : kind("storage.k8s.io", "v1", "storageclasses"),
                        ",\"provisioner\":\"p\""))
                .isEqualTo("x|p|Delete|Immediate|false|4m25s");
        assertThat(
                        cells(
                                kind("autoscaling", "v2", "horizontalpodautoscalers"),
                                ",\"spec\":{\"scaleTargetRef\":{\"kind\":\"Deployment\",\"name\":\"web\"},\"minReplicas\":1,\"maxReplicas\":3,"
                                        + "\"metrics\":[{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"target\":{\"type\":\"Utilization\",\"averageUtilization\":80}}}]}"))
                .isEqualTo("x|Deployment/web|cpu: <unknown>/80%|1|3|0|4m25s");
        assertThat(
                        cells(
                                kind("rbac.authorization.k8s.io", "v1", "rolebindings"),
                                ",\"roleRef\":{\"kind\":\"Role\",\"name\":\"r\"},\"subjects\":[{\"kind\":\"User\",\"name\":\"u\"},{\"kind\":\"ServiceAccount\",\"namespace\":\"n\",\"name\":\"s\"}]"))
                .isEqualTo("x|Role/r|4m25s|u||n/s");
        assertThat(cells(kind("policy", "v1", "poddisruptionbudgets"), ",\"spec\":{\"minAvailable\":\"50%\"}"))
                .isEqualTo("x|50%|N/A|0|4m25s");
    }

    @Test
    void pathsOfCustomColumns() {
        var object = (Obj) JsonReader.any(
                "{\"a\":{\"b.c\":[{\"t\":\"x\",\"v\":1},{\"t\":\"y\",\"v\":2}]}}".getBytes(StandardCharsets.UTF_8));
        assertThat(FieldPath.parse(".a.b\\.c[?(@.t==\"y\")].v").first(object)).isEqualTo(2L);
        assertThat(FieldPath.parse("{.a['b.c'][0].t}").first(object)).isEqualTo("x");
        assertThat(FieldPath.parse(".a['b.c'][-1].t").first(object)).isEqualTo("y");
        assertThat(FieldPath.parse(".a.b").first(object)).isNull();
    }
}
