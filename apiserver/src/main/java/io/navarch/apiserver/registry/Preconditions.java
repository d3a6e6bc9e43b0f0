package io.navarch.apiserver.registry;

import io.navarch.model.tree.Struct;
import io.navarch.model.validation.FieldErrors;

/** What must hold of the stored object before it is replaced or deleted. */
final class Preconditions {
    static final String MODIFIED =
            "the object has been modified; please apply your changes to the latest version and try again";

    private Preconditions() {}

    /** Checks resource version and uid that the wanted object names. */
    static void check(Write write, Struct stored, Struct wanted, Strategy strategy) {
        var has = Metadata.of(stored);
        var names = Metadata.of(wanted);
        if (names.resourceVersion().isEmpty()) {
            if (UpdateModes.needsVersion(write.kind(), strategy)) {
                throw FieldErrors.none()
                        .add(new FieldErrors.FieldError(
                                "FieldValueInvalid",
                                "metadata.resourceVersion",
                                "Invalid value: 0x0: must be specified for an update"))
                        .exception(
                                write.kind().writeRules().errorGroup(),
                                write.kind().kind(),
                                has.name());
            }
        } else if (!names.resourceVersion().equals(has.resourceVersion())) {
            throw write.storage().conflict(has.name(), MODIFIED);
        }
        if (!names.uid().isEmpty() && !names.uid().equals(has.uid())) {
            throw write.storage()
                    .conflict(
                            has.name(),
                            "Precondition failed: UID in precondition: " + names.uid() + ", UID in object meta: "
                                    + has.uid());
        }
    }

    /** Checks the preconditions of a delete request. */
    static void check(ResourceStorage storage, Struct stored, DeleteOptions options) {
        var has = Metadata.of(stored);
        var kind = storage.kind().kind();
        if (!options.uid().isEmpty() && !options.uid().equals(has.uid())) {
            throw io.navarch.model.status.ApiException.conflict(
                    "",
                    kind,
                    has.name(),
                    "the UID in the precondition (" + options.uid() + ") does not match the UID in record (" + has.uid()
                            + "). The object might have been deleted and then recreated");
        }
        if (!options.resourceVersion().isEmpty() && !options.resourceVersion().equals(has.resourceVersion())) {
            throw io.navarch.model.status.ApiException.conflict(
                    "",
                    kind,
                    has.name(),
                    "the ResourceVersion in the precondition (" + options.resourceVersion()
                            + ") does not match the ResourceVersion in record (" + has.resourceVersion()
                            + "). The object might have been modified");
        }
    }
}
