package io.navarch.bench.api;

import java.nio.charset.StandardCharsets;

/** The bodies of the load's pods. No scheduler feels responsible for them: the API server is what is measured. */
final class Pods {
    private static final String BODY = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"nginx","tier":"frontend",\
            "pod-template-hash":"6799fc88d8","app.kubernetes.io/name":"nginx","app.kubernetes.io/part-of":"bench"},\
            "annotations":{"prometheus.io/scrape":"true","prometheus.io/port":"9113","bench/padding":"%s"}},\
            "spec":{"schedulerName":"bench","serviceAccountName":"default","terminationGracePeriodSeconds":30,\
            "containers":[{"name":"nginx","image":"registry.example/library/nginx:1.25.3-alpine",\
            "ports":[{"name":"http","containerPort":80,"protocol":"TCP"},{"name":"metrics","containerPort":9113,"protocol":"TCP"}],\
            "env":[{"name":"NGINX_WORKERS","value":"2"},{"name":"POD_NAME","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}],\
            "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"cpu":"500m","memory":"256Mi"}},\
            "livenessProbe":{"httpGet":{"path":"/healthz","port":80},"initialDelaySeconds":5,"periodSeconds":10},\
            "readinessProbe":{"httpGet":{"path":"/ready","port":80},"periodSeconds":5},\
            "volumeMounts":[{"name":"config","mountPath":"/etc/nginx/conf.d","readOnly":true},{"name":"cache","mountPath":"/var/cache/nginx"}],\
            "securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"],"add":["NET_BIND_SERVICE"]}}}],\
            "volumes":[{"name":"config","configMap":{"name":"nginx-config"}},{"name":"cache","emptyDir":{}}]}}""";

    private Pods() {}

    /** A pod as its author writes it: 1.4 KB. */
    static byte[] small(String name) {
        return body(name, 0);
    }

    /** A pod that is 5 KB when it comes back, as a running one with all its conditions is. */
    static byte[] large(String name) {
        return body(name, 150);
    }

    private static byte[] body(String name, int padding) {
        return BODY.formatted(name, "x".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    }
}
