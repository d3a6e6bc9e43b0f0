package io.navarch.model.validation;

import java.util.Set;

/** The fields of pods that have a label of their own: for field selectors and the downward API. */
final class PodFields {
    private static final Set<String> KNOWN = Set.of(
            "metadata.annotations",
            "metadata.labels",
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.hostIP",
            "status.hostIPs",
            "status.nominatedNodeName",
            "status.phase",
            "status.podIP",
            "status.podIPs");

    private PodFields() {}

    static boolean isKnown(String field) {
        return KNOWN.contains(field);
    }
}
