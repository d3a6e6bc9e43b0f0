package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Taint;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A new node takes no pods until it is known to be ready. */
final class TaintNodesByConditionPlugin implements AdmissionPlugin {
    private static final Taint NOT_READY =
            Taint.EMPTY.withKey("node.kubernetes.io/not-ready").withEffect("NoSchedule");

    @Override
    public String name() {
        return "TaintNodesByCondition";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        if (!AdmissionPlugin.creates(request, "nodes") || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var node = new Node(tree);
        for (var taint : node.spec().taints()) {
            if (taint.key().equals(NOT_READY.key()) && taint.effect().equals(NOT_READY.effect())) {
                return tree;
            }
        }
        var taints = new ArrayList<>(node.spec().taints());
        taints.add(NOT_READY);
        return node.withSpec(node.spec().withTaints(taints)).tree();
    }
}
