package io.navarch.apiserver.aggregation;

import java.util.Map;

/** Upstream's priorities of its own groups and of their versions, as their APIServices tell them to clients. */
record Priorities(int group, int version) {
    /** Of what CustomResourceDefinitions define. */
    static final Priorities CUSTOM = new Priorities(1000, 100);

    private static final int GENERAL = 15;
    private static final int BETA = 9;
    private static final int ALPHA = 1;

    private static final Map<String, Integer> GROUPS = Map.ofEntries(
            Map.entry("", 18000),
            Map.entry("apps", 17800),
            Map.entry("events.k8s.io", 17750),
            Map.entry("authentication.k8s.io", 17700),
            Map.entry("authorization.k8s.io", 17600),
            Map.entry("autoscaling", 17500),
            Map.entry("batch", 17400),
            Map.entry("certificates.k8s.io", 17300),
            Map.entry("networking.k8s.io", 17200),
            Map.entry("extensions", 17150),
            Map.entry("policy", 17100),
            Map.entry("rbac.authorization.k8s.io", 17000),
            Map.entry("storage.k8s.io", 16800),
            Map.entry("apiextensions.k8s.io", 16700),
            Map.entry("admissionregistration.k8s.io", 16700),
            Map.entry("scheduling.k8s.io", 16600),
            Map.entry("coordination.k8s.io", 16500),
            Map.entry("node.k8s.io", 16300),
            Map.entry("discovery.k8s.io", 16200),
            Map.entry("flowcontrol.apiserver.k8s.io", 16100),
            Map.entry("internal.apiserver.k8s.io", 16000),
            Map.entry("resource.k8s.io", 15900),
            Map.entry("storagemigration.k8s.io", 15800));

    private static final Map<String, Integer> VERSIONS = Map.of(
            "/v1", 1,
            "autoscaling/v2", 30,
            "flowcontrol.apiserver.k8s.io/v1", 21,
            "resource.k8s.io/v1", 20);

    static Priorities of(String group, String version) {
        int usual = version.contains("alpha") ? ALPHA : version.contains("beta") ? BETA : GENERAL;
        return new Priorities(
                GROUPS.getOrDefault(group, CUSTOM.group()), VERSIONS.getOrDefault(group + "/" + version, usual));
    }
}
