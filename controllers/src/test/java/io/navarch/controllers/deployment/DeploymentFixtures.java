package io.navarch.controllers.deployment;

import io.navarch.controllers.Json;
import io.navarch.model.apps.v1.Deployment;
import io.navarch.model.apps.v1.ReplicaSet;

/** Deployments and ReplicaSets for these tests. */
final class DeploymentFixtures {
    private DeploymentFixtures() {}

    static Deployment deployment(int replicas, String maxSurge, String maxUnavailable) {
        return Json.read(Deployment.KIND, """
                {'metadata':{'name':'web','namespace':'n','uid':'d','generation':1},
                 'spec':{'replicas':%d,'selector':{'matchLabels':{'app':'web'}},'progressDeadlineSeconds':600,
                   'strategy':{'type':'RollingUpdate','rollingUpdate':{'maxSurge':%s,'maxUnavailable':%s}},
                   'template':{'metadata':{'labels':{'app':'web'}},'spec':{'containers':[{'name':'c','image':'v2'}]}}}}""", replicas, maxSurge, maxUnavailable);
    }

    /** A set whose age in the order of the tests is its number; wanted pods, present pods, available pods. */
    static ReplicaSet set(String name, int number, int wanted, int present, int available) {
        return Json.read(ReplicaSet.KIND, """
                {'metadata':{'name':'%1$s','namespace':'n','uid':'%1$s','creationTimestamp':'2026-01-01T00:00:%2$02dZ',
                   'annotations':{'deployment.kubernetes.io/revision':'%2$d'}},
                 'spec':{'replicas':%3$d,'selector':{'matchLabels':{'app':'web'}},
                   'template':{'metadata':{'labels':{'app':'web','pod-template-hash':'x'}},
                     'spec':{'containers':[{'name':'c','image':'%1$s'}]}}},
                 'status':{'replicas':%4$d,'readyReplicas':%5$d,'availableReplicas':%5$d}}""", name, number, wanted, present, available);
    }
}
