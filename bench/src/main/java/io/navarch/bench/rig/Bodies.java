package io.navarch.bench.rig;

import java.nio.charset.StandardCharsets;

/** The objects of the loads. */
final class Bodies {
    private Bodies() {}

    /** A ready node in one of ten zones. */
    static byte[] node(String name, int number) {
        return """
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"%1$s","labels":{"kubernetes.io/hostname":"%1$s",
                  "kubernetes.io/os":"linux","kubernetes.io/arch":"amd64","topology.kubernetes.io/zone":"zone-%2$d",
                  "topology.kubernetes.io/region":"here"}},
                 "status":{"capacity":{"cpu":"32","memory":"256Gi","pods":"110","ephemeral-storage":"500Gi"},
                  "allocatable":{"cpu":"32","memory":"256Gi","pods":"110","ephemeral-storage":"500Gi"},
                  "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady"}],
                  "nodeInfo":{"kubeletVersion":"v1.36.0","operatingSystem":"linux","architecture":"amd64"}}}""".formatted(name, number % 10).getBytes(StandardCharsets.UTF_8);
    }

    /** A pod that asks for a little of everything. */
    static byte[] pod(String name) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"bench"}},
                 "spec":{"containers":[{"name":"c","image":"c:1",
                  "resources":{"requests":{"cpu":"100m","memory":"128Mi"}}}]}}""".formatted(name).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] deployment(String name, int replicas) {
        return """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%1$s"},
                 "spec":{"replicas":%2$d,"selector":{"matchLabels":{"app":"%1$s"}},
                  "template":{"metadata":{"labels":{"app":"%1$s"}},"spec":{"containers":[{"name":"c","image":"c:1",
                   "resources":{"requests":{"cpu":"100m","memory":"128Mi"}}}]}}}}""".formatted(name, replicas).getBytes(StandardCharsets.UTF_8);
    }
}
