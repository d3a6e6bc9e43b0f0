package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.Admission;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;

/** An admission that can be turned on and off by its name. Thread-safe. */
interface AdmissionPlugin extends Admission {
    /** As the flags name it. */
    String name();

    /** Whether the request creates such an object, not a sub-resource. */
    static boolean creates(AdmissionRequest request, String resource) {
        return request.operation() == Operation.CREATE && isAbout(request, resource);
    }

    /** Whether the request is about such an object, not a sub-resource. */
    static boolean isAbout(AdmissionRequest request, String resource) {
        return request.subresource().isEmpty()
                && request.served().definition().resource().equals(resource);
    }
}
