package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Struct;
import io.navarch.model.usage.QosClass;
import io.navarch.model.validation.FieldErrors;
import java.util.HashMap;
import java.util.List;

/** Changes the CPU and memory of a Pod's containers in place; nothing else of it changes, its class included. */
final class PodResizeStrategy implements Strategy {
    @Override
    public Struct prepareForUpdate(WriteContext context, Struct stored, Struct wanted) {
        var before = new Pod(stored);
        var after = new Pod(wanted);
        var spec = before.spec()
                .withContainers(resized(before.spec().containers(), after.spec().containers()))
                .withInitContainers(
                        resized(before.spec().initContainers(), after.spec().initContainers()));
        return before.withSpec(spec).tree();
    }

    private static List<Container> resized(List<Container> before, List<Container> after) {
        var wanted = new HashMap<String, Container>();
        after.forEach(container -> wanted.put(container.name(), container));
        return before.stream()
                .map(container -> {
                    var change = wanted.get(container.name());
                    return change == null
                            ? container
                            : container.withResources(change.resources()).withResizePolicy(change.resizePolicy());
                })
                .toList();
    }

    @Override
    public FieldErrors validateUpdate(WriteContext context, Struct stored, Struct wanted) {
        var errors = FieldErrors.none();
        var was = QosClass.of(new Pod(stored).spec());
        var is = QosClass.of(new Pod(wanted).spec());
        if (!was.equals(is)) {
            errors.invalid("spec", is, "Pod QOS Class may not change as a result of resizing");
        }
        return errors;
    }
}
