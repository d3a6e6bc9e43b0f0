package io.navarch.bench.api;

import io.navarch.bench.http2.Exchange;
import io.navarch.bench.http2.Request;
import io.navarch.bench.http2.Target;
import io.navarch.bench.report.Report;
import io.navarch.bench.server.ProcessFigures;
import io.navarch.bench.server.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What every load needs: the server, its process, and where to write figures.
 *
 * @param target called by the measured load, as a user with roles
 * @param admin the same server, called by an administrator
 * @param figures of the server's process; unknown for a server that is somewhere else
 * @param limit how long one load may last
 * @param scale by how much loads are smaller than upstream's were
 */
record Site(Target target, Target admin, ProcessFigures figures, Report report, Duration limit, double scale) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    int scaled(int count) {
        return Math.max(1, (int) (count * scale));
    }

    /** Makes a namespace in which the load's user may work with pods; does nothing if it is there. */
    void prepare(String namespace) throws IOException, InterruptedException {
        try (var admin = new Exchange(admin())) {
            ensure(admin, "/api/v1/namespaces", """
                    {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(namespace));
            var rbac = "/apis/rbac.authorization.k8s.io/v1/";
            ensure(admin, rbac + "clusterroles", """
                    {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"bench"},
                     "rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["*"]}]}""");
            ensure(admin, rbac + "namespaces/" + namespace + "/rolebindings", """
                    {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"bench"},
                     "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"bench"},
                     "subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"%s"}]}""".formatted(Tokens.LOAD_USER));
            // Pods are refused until their service account is there.
            await(admin, "/api/v1/namespaces/" + namespace + "/serviceaccounts/default");
        }
        try (var user = new Exchange(target())) {
            await(user, pods(namespace) + "?limit=1");
        }
    }

    private static void ensure(Exchange admin, String path, String json) throws IOException {
        var answer = admin.call(Request.post(path, json.getBytes(StandardCharsets.UTF_8)));
        if (answer.status() != 409) {
            answer.orFail();
        }
    }

    private static void await(Exchange caller, String path) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var answer = caller.call(Request.get(path));
            if (answer.status() == 200) {
                return;
            }
            if (System.nanoTime() > deadline) {
                answer.orFail();
            }
            Thread.sleep(20);
        }
    }

    static String pods(String namespace) {
        return "/api/v1/namespaces/" + namespace + "/pods";
    }
}
