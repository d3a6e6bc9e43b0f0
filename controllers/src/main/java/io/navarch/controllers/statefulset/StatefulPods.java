package io.navarch.controllers.statefulset;

import io.navarch.controllers.pods.Pods;
import io.navarch.model.apps.v1.StatefulSet;
import io.navarch.model.core.v1.PersistentVolumeClaim;
import io.navarch.model.core.v1.PersistentVolumeClaimVolumeSource;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodTemplateSpec;
import io.navarch.model.core.v1.Volume;
import io.navarch.model.meta.v1.OwnerReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** The pods and claims of a StatefulSet: their names, and how they look. Pure logic. */
final class StatefulPods {
    static final String REVISION = "controller-revision-hash";
    private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
    private static final String POD_INDEX = "apps.kubernetes.io/pod-index";

    private StatefulPods() {}

    static int replicas(StatefulSet set) {
        return set.spec().hasReplicas() ? set.spec().replicas() : 1;
    }

    static int start(StatefulSet set) {
        return set.spec().ordinals().start();
    }

    static String name(StatefulSet set, int ordinal) {
        return set.name() + "-" + ordinal;
    }

    /** The pod's ordinal, or -1 if its name is none of the set's. */
    static int ordinal(StatefulSet set, Pod pod) {
        var prefix = set.name() + "-";
        if (!pod.name().startsWith(prefix)) {
            return -1;
        }
        var number = pod.name().substring(prefix.length());
        return number.matches("0|[1-9][0-9]{0,8}") ? Integer.parseInt(number) : -1;
    }

    static String revision(Pod pod) {
        return pod.metadata().labels().getOrDefault(REVISION, "");
    }

    /** @param revision the name of the revision that the template is of */
    static Pod make(StatefulSet set, PodTemplateSpec template, String revision, int ordinal) {
        var pod = Pods.fromTemplate(template, set);
        var labels = new HashMap<>(pod.metadata().labels());
        labels.put(POD_NAME, name(set, ordinal));
        labels.put(POD_INDEX, Integer.toString(ordinal));
        labels.put(REVISION, revision);
        return pod.withMetadata(meta ->
                        meta.withoutGenerateName().withName(name(set, ordinal)).withLabels(labels))
                .withSpec(spec -> spec.withHostname(name(set, ordinal))
                        .withSubdomain(set.spec().serviceName())
                        .withVolumes(volumes(set, spec.volumes(), ordinal)));
    }

    /** The claims' volumes, which take the place of volumes of the same names. */
    private static List<Volume> volumes(StatefulSet set, List<Volume> stated, int ordinal) {
        var names = set.spec().volumeClaimTemplates().stream()
                .map(PersistentVolumeClaim::name)
                .toList();
        var volumes = new ArrayList<Volume>();
        for (var name : names) {
            volumes.add(Volume.EMPTY
                    .withName(name)
                    .withPersistentVolumeClaim(
                            PersistentVolumeClaimVolumeSource.EMPTY.withClaimName(claimName(set, name, ordinal))));
        }
        stated.stream().filter(volume -> !names.contains(volume.name())).forEach(volumes::add);
        return volumes;
    }

    private static String claimName(StatefulSet set, String template, int ordinal) {
        return template + "-" + name(set, ordinal);
    }

    /** The claims of the pod with the ordinal. */
    static List<PersistentVolumeClaim> claims(StatefulSet set, int ordinal) {
        var claims = new ArrayList<PersistentVolumeClaim>();
        boolean goesWithTheSet =
                set.spec().persistentVolumeClaimRetentionPolicy().whenDeleted().equals("Delete");
        for (var template : set.spec().volumeClaimTemplates()) {
            var labels = new HashMap<>(template.metadata().labels());
            labels.putAll(set.spec().selector().matchLabels());
            var claim = template.withMetadata(meta -> meta.withName(claimName(set, template.name(), ordinal))
                    .withNamespace(set.namespace())
                    .withLabels(labels));
            claims.add(
                    goesWithTheSet ? claim.withMetadata(meta -> meta.withOwnerReferences(List.of(owner(set)))) : claim);
        }
        return claims;
    }

    private static OwnerReference owner(StatefulSet set) {
        return Pods.controllerReference(set).withoutBlockOwnerDeletion();
    }
}
