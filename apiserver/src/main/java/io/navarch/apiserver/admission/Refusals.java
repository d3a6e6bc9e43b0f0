package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Struct;
import java.util.List;

/** Words what admission refuses. */
final class Refusals {
    private Refusals() {}

    /** {@code pods "p" is forbidden: …}; an object that is yet to be named goes by the base of its name. */
    static ApiException forbidden(AdmissionRequest request, String why) {
        var definition = request.served().definition();
        return ApiException.forbidden(request.served().group(), definition.plural(), nameOf(request), why);
    }

    /** Several reasons at once; one stands without brackets. */
    static ApiException forbidden(AdmissionRequest request, List<String> reasons) {
        return forbidden(request, reasons.size() == 1 ? reasons.getFirst() : "[" + String.join(", ", reasons) + "]");
    }

    private static String nameOf(AdmissionRequest request) {
        if (request.object() instanceof Struct object && object.get("metadata") instanceof Struct tree) {
            var metadata = new ObjectMeta(tree);
            if (!metadata.name().isEmpty()) {
                return metadata.name();
            }
            if (!metadata.generateName().isEmpty()) {
                return metadata.generateName();
            }
        }
        return request.name();
    }
}
