package io.navarch.controllers.daemon;

import io.navarch.controllers.Json;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** DaemonSets, nodes and pods for these tests. */
final class DaemonFixtures {
    private DaemonFixtures() {}

    /** @param strategy members of the update strategy */
    static DaemonSet set(String strategy, String podSpec) {
        return Json.read(DaemonSet.KIND, """
                {'metadata':{'name':'agent','namespace':'n','uid':'d','generation':3,
                   'annotations':{'deprecated.daemonset.template.generation':'7'}},
                 'spec':{'selector':{'matchLabels':{'app':'agent'}},'updateStrategy':{%s},
                   'template':{'metadata':{'labels':{'app':'agent'}},'spec':{%s'containers':[{'name':'c','image':'i'}]}}}}""", strategy, podSpec.isEmpty() ? "" : podSpec + ",");
    }

    static DaemonSet set() {
        return set("'type':'RollingUpdate','rollingUpdate':{'maxUnavailable':1,'maxSurge':0}", "");
    }

    static Node node(String name, String spec) {
        return Json.read(Node.KIND, "{'metadata':{'name':'%1$s','labels':{'name':'%1$s'}},'spec':{%2$s}}", name, spec);
    }

    static Pod pod(String name, String node, String hash, boolean ready) {
        return Json.read(Pod.KIND, """
                {'metadata':{'name':'%1$s','namespace':'n','uid':'%1$s','labels':{'app':'agent','controller-revision-hash':'%3$s'},
                   'creationTimestamp':'2026-01-01T00:00:00Z'},'spec':{'nodeName':'%2$s'},
                 'status':{'phase':'Running','conditions':[{'type':'Ready','status':'%4$s','lastTransitionTime':'2026-01-01T00:00:00Z'}]}}""", name, node, hash, ready ? "True" : "False");
    }

    static Map<String, List<Pod>> byNode(Pod... pods) {
        var map = new TreeMap<String, List<Pod>>();
        for (var pod : pods) {
            map.merge(DaemonPods.nodeOf(pod), List.of(pod), (one, other) -> {
                var both = new java.util.ArrayList<>(one);
                both.addAll(other);
                return both;
            });
        }
        return map;
    }
}
