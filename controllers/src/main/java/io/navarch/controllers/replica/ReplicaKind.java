package io.navarch.controllers.replica;

import io.navarch.model.Kind;
import io.navarch.model.KubeObject;
import io.navarch.model.apps.v1.ReplicaSet;
import io.navarch.model.apps.v1.ReplicaSetCondition;
import io.navarch.model.apps.v1.ReplicaSetStatus;
import io.navarch.model.core.v1.PodTemplateSpec;
import io.navarch.model.core.v1.ReplicationController;
import io.navarch.model.core.v1.ReplicationControllerCondition;
import io.navarch.model.core.v1.ReplicationControllerStatus;
import io.navarch.model.selector.LabelSelector;
import java.util.ArrayList;
import java.util.List;

/** What the two kinds of replicated pods say in their different words. */
interface ReplicaKind<T extends KubeObject<T>> {
    Kind<T> kind();

    /** Upstream's name of the controller. */
    String controller();

    int replicas(T set);

    int minReadySeconds(T set);

    LabelSelector selector(T set);

    PodTemplateSpec template(T set);

    ReplicaStatus status(T set);

    /** The set with this status, its other status fields kept. */
    T withStatus(T set, ReplicaStatus status);

    /** ReplicaSets. */
    final class Sets implements ReplicaKind<ReplicaSet> {
        @Override
        public Kind<ReplicaSet> kind() {
            return ReplicaSet.KIND;
        }

        @Override
        public String controller() {
            return "replicaset-controller";
        }

        @Override
        public int replicas(ReplicaSet set) {
            return set.spec().hasReplicas() ? set.spec().replicas() : 1;
        }

        @Override
        public int minReadySeconds(ReplicaSet set) {
            return set.spec().minReadySeconds();
        }

        @Override
        public LabelSelector selector(ReplicaSet set) {
            return LabelSelector.of(set.spec().selector());
        }

        @Override
        public PodTemplateSpec template(ReplicaSet set) {
            return set.spec().template();
        }

        @Override
        public ReplicaStatus status(ReplicaSet set) {
            var status = set.status();
            return new ReplicaStatus(
                    status.replicas(),
                    status.fullyLabeledReplicas(),
                    status.readyReplicas(),
                    status.availableReplicas(),
                    status.terminatingReplicas(),
                    status.observedGeneration(),
                    status.conditions().stream()
                            .map(c -> new ReplicaStatus.Condition(
                                    c.type(), c.status(), c.reason(), c.message(), c.lastTransitionTime()))
                            .toList());
        }

        @Override
        public ReplicaSet withStatus(ReplicaSet set, ReplicaStatus status) {
            var conditions = new ArrayList<ReplicaSetCondition>();
            for (var condition : status.conditions()) {
                conditions.add(ReplicaSetCondition.EMPTY
                        .withType(condition.type())
                        .withStatus(condition.status())
                        .withReason(condition.reason())
                        .withMessage(condition.message())
                        .withLastTransitionTime(condition.since()));
            }
            return set.withStatus(ReplicaSetStatus.EMPTY
                    .withReplicas(status.replicas())
                    .withFullyLabeledReplicas(status.fullyLabeled())
                    .withReadyReplicas(status.ready())
                    .withAvailableReplicas(status.available())
                    .withTerminatingReplicas(status.terminating())
                    .withObservedGeneration(status.observedGeneration())
                    .withConditions(List.copyOf(conditions)));
        }
    }

    /** ReplicationControllers, the documents' way. */
    final class Controllers implements ReplicaKind<ReplicationController> {
        @Override
        public Kind<ReplicationController> kind() {
            return ReplicationController.KIND;
        }

        @Override
        public String controller() {
            return "replication-controller";
        }

        @Override
        public int replicas(ReplicationController set) {
            return set.spec().hasReplicas() ? set.spec().replicas() : 1;
        }

        @Override
        public int minReadySeconds(ReplicationController set) {
            return set.spec().minReadySeconds();
        }

        @Override
        public LabelSelector selector(ReplicationController set) {
            return LabelSelector.of(set.spec().selector());
        }

        @Override
        public PodTemplateSpec template(ReplicationController set) {
            return set.spec().template();
        }

        @Override
        public ReplicaStatus status(ReplicationController set) {
            var status = set.status();
            return new ReplicaStatus(
                    status.replicas(),
                    status.fullyLabeledReplicas(),
                    status.readyReplicas(),
                    status.availableReplicas(),
                    0,
                    status.observedGeneration(),
                    status.conditions().stream()
                            .map(c -> new ReplicaStatus.Condition(
                                    c.type(), c.status(), c.reason(), c.message(), c.lastTransitionTime()))
                            .toList());
        }

        @Override
        public ReplicationController withStatus(ReplicationController set, ReplicaStatus status) {
            var conditions = new ArrayList<ReplicationControllerCondition>();
            for (var condition : status.conditions()) {
                conditions.add(ReplicationControllerCondition.EMPTY
                        .withType(condition.type())
                        .withStatus(condition.status())
                        .withReason(condition.reason())
                        .withMessage(condition.message())
                        .withLastTransitionTime(condition.since()));
            }
            return set.withStatus(ReplicationControllerStatus.EMPTY
                    .withReplicas(status.replicas())
                    .withFullyLabeledReplicas(status.fullyLabeled())
                    .withReadyReplicas(status.ready())
                    .withAvailableReplicas(status.available())
                    .withObservedGeneration(status.observedGeneration())
                    .withConditions(List.copyOf(conditions)));
        }
    }
}
