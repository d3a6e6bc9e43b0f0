package io.navarch.controllers.pods;

import io.navarch.model.KubeObject;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodCondition;
import io.navarch.model.core.v1.PodTemplateSpec;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.meta.v1.OwnerReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Judgements on pods, and pods from templates. */
public final class Pods {
    private Pods() {}

    public static boolean finished(Pod pod) {
        var phase = pod.status().phase();
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    public static boolean terminating(Pod pod) {
        return pod.metadata().hasDeletionTimestamp();
    }

    /** Neither finished nor being deleted. */
    public static boolean active(Pod pod) {
        return !finished(pod) && !terminating(pod);
    }

    public static Optional<PodCondition> condition(Pod pod, String type) {
        return pod.status().conditions().stream()
                .filter(c -> c.type().equals(type))
                .findFirst();
    }

    public static boolean ready(Pod pod) {
        return condition(pod, "Ready").filter(c -> c.status().equals("True")).isPresent();
    }

    /** Ready for at least the given time. */
    public static boolean available(Pod pod, int minReadySeconds, Instant now) {
        var ready = condition(pod, "Ready").filter(c -> c.status().equals("True"));
        if (ready.isEmpty()) {
            return false;
        }
        if (minReadySeconds == 0) {
            return true;
        }
        var since = Timestamps.instantOrEpoch(ready.get().lastTransitionTime());
        return since.isAfter(Instant.EPOCH)
                && !since.plus(Duration.ofSeconds(minReadySeconds)).isAfter(now);
    }

    /** The owner reference of the managing controller, if there is one. */
    public static Optional<OwnerReference> controllerOf(ObjectMeta meta) {
        return meta.ownerReferences().stream()
                .filter(OwnerReference::controller)
                .findFirst();
    }

    public static boolean controlledBy(ObjectMeta meta, String uid) {
        return controllerOf(meta).filter(owner -> owner.uid().equals(uid)).isPresent();
    }

    /** A reference that makes the object the managing controller. */
    public static OwnerReference controllerReference(KubeObject<?> owner) {
        var kind = owner.descriptor();
        return OwnerReference.EMPTY
                .withApiVersion(kind.apiVersion())
                .withKind(kind.name())
                .withName(owner.name())
                .withUid(owner.uid())
                .withController(true)
                .withBlockOwnerDeletion(true);
    }

    /** A pod as the template says, named after and controlled by the owner. */
    public static Pod fromTemplate(PodTemplateSpec template, KubeObject<?> owner) {
        var prefix = owner.name() + "-";
        return Pod.EMPTY
                .withMetadata(meta -> meta.withNamespace(owner.namespace())
                        .withGenerateName(prefix.length() > 248 ? owner.name() : prefix)
                        .withLabels(template.metadata().labels())
                        .withAnnotations(template.metadata().annotations())
                        .withFinalizers(template.metadata().finalizers())
                        .withOwnerReferences(List.of(controllerReference(owner))))
                .withSpec(template.spec());
    }
}
