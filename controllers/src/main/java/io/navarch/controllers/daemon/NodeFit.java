package io.navarch.controllers.daemon;

import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Taint;
import io.navarch.model.selector.NodeSelectors;
import io.navarch.model.selector.Tolerations;

/**
 * Whether a daemon belongs on a node.
 *
 * @param run whether one shall be started
 * @param stay whether one that is there may stay
 */
record NodeFit(boolean run, boolean stay) {
    private static final NodeFit NO = new NodeFit(false, false);

    static NodeFit of(DaemonSet set, Node node) {
        var template = set.spec().template();
        var pod = DaemonPods.tolerating(Pod.EMPTY.withSpec(template.spec()));
        var pinned = template.spec().nodeName();
        if ((!pinned.isEmpty() && !pinned.equals(node.name())) || !NodeSelectors.allows(pod, node)) {
            return NO;
        }
        if (refused(pod, node, "NoSchedule") || refused(pod, node, "NoExecute")) {
            return new NodeFit(false, !refused(pod, node, "NoExecute"));
        }
        return new NodeFit(true, true);
    }

    private static boolean refused(Pod pod, Node node, String effect) {
        for (Taint taint : node.spec().taints()) {
            if (taint.effect().equals(effect)
                    && !Tolerations.tolerated(taint, pod.spec().tolerations())) {
                return true;
            }
        }
        return false;
    }
}
