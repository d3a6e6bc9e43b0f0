package io.navarch.distribution.command;

import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.PatchType;
import io.navarch.client.http.HttpTransport;
import io.navarch.client.http.Kubeconfig;
import io.navarch.distribution.directory.DataDirectory;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.Clock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/**
 * What a cluster is asked while its start-up cache is made: the everyday requests, some hundred times each, so that the cache
 * holds their classes and how their code behaves. The next process then compiles that code at once instead of watching it first.
 */
final class Training {
    private static final int CLIENTS = 4;
    private static final int ROUNDS = 250;
    private static final int LIST_EVERY = 10;

    private static final String POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"trained","tier":"web"},
              "annotations":{"example.com/owner":"nobody"}},
             "spec":{"schedulerName":"nobody","terminationGracePeriodSeconds":0,
              "containers":[{"name":"web","image":"web:1","ports":[{"name":"http","containerPort":80,"protocol":"TCP"}],
                "env":[{"name":"A","value":"1"},{"name":"B","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],
                "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"cpu":"500m","memory":"256Mi"}},
                "livenessProbe":{"httpGet":{"path":"/healthz","port":80},"periodSeconds":10},
                "volumeMounts":[{"name":"cache","mountPath":"/cache"}],
                "securityContext":{"allowPrivilegeEscalation":false}}],
              "volumes":[{"name":"cache","emptyDir":{}}]}}""";

    private static final String DEPLOYMENT = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"trained"},
             "spec":{"replicas":20,"selector":{"matchLabels":{"app":"many"}},
              "template":{"metadata":{"labels":{"app":"many"}},"spec":{"containers":[{"name":"c","image":"c:1"}]}}}}""";

    private static final byte[] PATCH =
            "{\"metadata\":{\"annotations\":{\"example.com/round\":\"2\"}}}".getBytes(StandardCharsets.UTF_8);

    private final DataDirectory directory;
    private final Clock clock;

    Training(DataDirectory directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Asks everything; returns when it is answered. */
    void run() throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
            var name = "trained-" + i + "-";
            threads.add(Thread.ofVirtual().name(name).start(() -> pods(name)));
        }
        threads.add(Thread.ofVirtual().name("deployment").start(this::deployment));
        for (var thread : threads) {
            thread.join();
        }
    }

    private KubeClient client() {
        return new KubeClient(new HttpTransport(Kubeconfig.read(directory.adminKubeconfig()), "navarch", clock));
    }

    private void pods(String prefix) {
        var pods = client().of(Pod.KIND, "default");
        for (int round = 0; round < ROUNDS; round++) {
            var name = prefix + round;
            pods.create(Pod.KIND.read(POD.formatted(name).getBytes(StandardCharsets.UTF_8)));
            pods.get(name);
            pods.patch(name, PatchType.MERGE, "", PATCH);
            if (round % LIST_EVERY == 0) {
                pods.list(ListOptions.ALL);
                pods.list(ListOptions.CACHED.withLabels("tier=web"));
            }
            pods.delete(name, DeleteOptions.NOW);
        }
    }

    private void deployment() {
        var deployments = client().of(Deployment.KIND, "default");
        deployments.create(Deployment.KIND.read(DEPLOYMENT.getBytes(StandardCharsets.UTF_8)));
        for (int replicas = 40; replicas > 0; replicas -= 10) {
            int wanted = replicas;
            deployments.change("trained", found -> found.withSpec(spec -> spec.withReplicas(wanted)));
        }
        deployments.delete("trained", DeleteOptions.BACKGROUND);
    }
}
