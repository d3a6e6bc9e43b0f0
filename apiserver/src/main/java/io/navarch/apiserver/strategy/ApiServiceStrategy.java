package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.Strategy;
import io.navarch.apiserver.registry.WriteContext;
import io.navarch.model.Timestamps;
import io.navarch.model.apiregistration.v1.APIService;
import io.navarch.model.apiregistration.v1.APIServiceCondition;
import io.navarch.model.apiregistration.v1.APIServiceStatus;
import io.navarch.model.tree.Struct;
import java.util.List;

/** An APIService without a service is answered by this server itself: it is available from the first moment. */
final class ApiServiceStrategy implements Strategy {
    @Override
    public Struct prepareForCreate(WriteContext context, Struct wanted) {
        var service = new APIService(wanted);
        if (service.spec().hasService()) {
            return wanted;
        }
        var available = APIServiceCondition.EMPTY
                .withType("Available")
                .withStatus("True")
                .withReason("Local")
                .withMessage("Local APIServices are always available")
                .withLastTransitionTime(Timestamps.of(context.clock().now()));
        return service.withStatus(APIServiceStatus.EMPTY.withConditions(List.of(available)))
                .tree();
    }
}
