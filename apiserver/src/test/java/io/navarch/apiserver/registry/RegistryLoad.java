package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.RequestInfo;
import io.navarch.apiserver.request.User;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Prints how many creates, reads, patches and events a second one thread gets through the registry: run it by hand. */
final class RegistryLoad {
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final User ADMIN = User.of("admin", User.MASTERS);

    private RegistryLoad() {}

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        for (int round = 0; round < 3; round++) {
            try (var server = arguments.length > 1 ? TestServer.whole() : new TestServer()) {
                round(server, count);
            }
        }
    }

    private interface Step {
        void run(int number) throws Exception;
    }

    private static void measure(String what, int count, Step step) throws Exception {
        var cpu = java.lang.management.ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long begun = cpu.getCurrentThreadCpuTime();
        for (int i = 0; i < count; i++) {
            step.run(i);
        }
        long used = cpu.getCurrentThreadCpuTime() - begun;
        long nanos = System.nanoTime() - start;
        System.out.printf(
                "%-22s %,10.0f/s  %7.1f us, of them %7.1f us CPU of the caller%n",
                what, count * 1e9 / nanos, nanos / 1e3 / count, used / 1e3 / count);
    }

    private static void round(TestServer server, int count) throws Exception {
        var template = POD;
        measure(
                "create",
                count,
                i -> call(server, "POST", PODS, "application/json", template.replace("NAME", "p" + i)));
        measure("get", count, i -> call(server, "GET", PODS + "/p" + i, "", ""));
        measure("list " + count, 20, i -> call(server, "GET", PODS, "", ""));
        measure("list one node", 20, i -> call(server, "GET", PODS + "?fieldSelector=spec.nodeName=n1", "", ""));
        measure(
                "merge patch status",
                count,
                i -> call(
                        server,
                        "PATCH",
                        PODS + "/p" + i + "/status",
                        "application/merge-patch+json",
                        "{\"status\":{\"phase\":\"Running\",\"podIP\":\"10.0.0.1\"}}"));
        measure(
                "strategic patch status",
                count,
                i -> call(
                        server,
                        "PATCH",
                        PODS + "/p" + i + "/status",
                        "application/strategic-merge-patch+json",
                        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}"));
        watchers(server, count / 10, 100);
    }

    private static void watchers(TestServer server, int events, int watchers) throws Exception {
        var from = server.store.revision();
        var threads = new Thread[watchers];
        for (int w = 0; w < watchers; w++) {
            var frames = server.watch(PODS + "?resourceVersion=" + from);
            threads[w] = Thread.ofVirtual().start(() -> {
                try (frames) {
                    for (int i = 0; i < events; i++) {
                        frames.next();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        long start = System.nanoTime();
        for (int i = 0; i < events; i++) {
            call(
                    server,
                    "PATCH",
                    PODS + "/p" + i,
                    "application/merge-patch+json",
                    "{\"metadata\":{\"labels\":{\"z\":\"1\"}}}");
        }
        for (var thread : threads) {
            thread.join();
        }
        long nanos = System.nanoTime() - start;
        System.out.printf(
                "%-22s %,10.0f/s  %7.2f us per event and watcher%n",
                watchers + " watchers", events * 1e9 / nanos, nanos / 1e3 / events / watchers);
    }

    private static void call(TestServer server, String method, String url, String type, String body) throws Exception {
        int mark = url.indexOf('?');
        var path = mark < 0 ? url : url.substring(0, mark);
        Map<String, List<String>> query =
                mark < 0 ? Map.of() : Map.of("fieldSelector", List.of(url.substring(url.indexOf('=') + 1)));
        var request = new ApiRequest(
                method,
                path,
                query,
                Map.of("content-type", type, "user-agent", "kubelet/v1.36"),
                body.getBytes(StandardCharsets.UTF_8),
                ADMIN,
                RequestInfo.of(method, path, query));
        var answer = server.registry.handle(request);
        if (answer.status() > 201 || ((ApiResponse.Bytes) answer.body()).length() == 0) {
            throw new IllegalStateException("status " + answer.status());
        }
    }

    private static final String POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"NAME","labels":{"app":"web","tier":"front","pod-template-hash":"abcdef"},
            "annotations":{"a.io/one":"some value","b.io/two":"another value of some length to be carried along"},
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"web-abcdef","uid":"0c1e6f4e-9d2e-4d5c-8f57-7a0f1b2c3d4e","controller":true,"blockOwnerDeletion":true}]},
            "spec":{"containers":[{"name":"web","image":"registry.example/web:1.2.3","ports":[{"containerPort":8080,"name":"http"}],
            "env":[{"name":"A","value":"1"},{"name":"B","value":"2"},{"name":"POD","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
            "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"cpu":"1","memory":"256Mi"}},
            "readinessProbe":{"httpGet":{"path":"/ready","port":"http"},"periodSeconds":5},
            "livenessProbe":{"httpGet":{"path":"/live","port":"http"}},
            "volumeMounts":[{"name":"data","mountPath":"/data"},{"name":"config","mountPath":"/etc/config"}]},
            {"name":"sidecar","image":"registry.example/sidecar:4.5","args":["--log","debug"]}],
            "nodeSelector":{"disk":"ssd"},"tolerations":[{"key":"a","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],
            "volumes":[{"name":"data","emptyDir":{}},{"name":"config","configMap":{"name":"web"}}]}}
            """;
}
