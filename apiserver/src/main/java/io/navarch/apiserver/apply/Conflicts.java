package io.navarch.apiserver.apply;

import io.navarch.apiserver.apply.ManagedEntry.Manager;
import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/** Words the refusal of an apply that would change what others manage. */
final class Conflicts {
    private Conflicts() {}

    static ApiException refusal(Map<Manager, FieldSet> conflicts) {
        var byName = new TreeMap<String, FieldSet>();
        conflicts.forEach((manager, fields) -> byName.merge(manager.display(), fields, FieldSet::union));
        var causes = new ArrayList<StatusCause>();
        var lines = new ArrayList<String>();
        byName.forEach((manager, fields) -> {
            lines.add("conflicts with " + manager + ":");
            fields.forEachPath(path -> {
                var display = PathElement.display(path);
                lines.add("- " + display);
                causes.add(StatusCause.EMPTY
                        .withReason("FieldManagerConflict")
                        .withMessage("conflict with " + manager)
                        .withField(display));
            });
        });
        var message = causes.size() == 1
                ? "Apply failed with 1 conflict: " + causes.getFirst().message() + ": "
                        + causes.getFirst().field()
                : "Apply failed with " + causes.size() + " conflicts: " + String.join("\n", lines);
        return new ApiException(Reason.CONFLICT, message, StatusDetails.EMPTY.withCauses(causes));
    }
}
