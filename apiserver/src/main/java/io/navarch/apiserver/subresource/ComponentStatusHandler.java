package io.navarch.apiserver.subresource;

import io.navarch.apiserver.registry.ForeignObjects;
import io.navarch.apiserver.registry.SubresourceHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.subresource.ComponentHealth.Component;
import io.navarch.model.core.v1.ComponentCondition;
import io.navarch.model.core.v1.ComponentStatus;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.List;

/** The health of the control plane as objects, asked afresh for each request. */
final class ComponentStatusHandler implements SubresourceHandler {
    private final ForeignObjects objects;
    private final ComponentHealth health;

    ComponentStatusHandler(ForeignObjects objects, ComponentHealth health) {
        this.objects = objects;
        this.health = health;
    }

    @Override
    public ApiResponse handle(ApiRequest request, ServedKind served) {
        var name = request.info().name();
        var components = health.check();
        if (name.isEmpty()) {
            return objects.answer(
                    request,
                    served,
                    components.stream().map(ComponentStatusHandler::status).toList());
        }
        var found = components.stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ApiException.notFound("", "componentstatuses", name));
        return objects.answer(200, request, served, status(found));
    }

    private static Struct status(Component component) {
        var condition = ComponentCondition.EMPTY
                .withType("Healthy")
                .withStatus(component.healthy() ? "True" : "False")
                .withMessage(component.message());
        return ComponentStatus.EMPTY
                .withApiVersion("v1")
                .withKind("ComponentStatus")
                .withMetadata(ObjectMeta.EMPTY.withName(component.name()))
                .withConditions(List.of(condition))
                .tree();
    }
}
