package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.validation.FieldErrors;
import java.util.List;

/**
 * The options of a list or watch.
 *
 * @param resourceVersion as given, or ""
 * @param match Exact, NotOlderThan or ""
 * @param limit 0 for none
 * @param initialEvents "true", "false" or "" if not said
 */
record ListOptions(
        String resourceVersion,
        String match,
        long limit,
        String continuation,
        boolean bookmarks,
        long timeoutSeconds,
        String initialEvents) {

    static ListOptions of(ApiRequest request, boolean watch) {
        var options = new ListOptions(
                request.parameter("resourceVersion"),
                request.parameter("resourceVersionMatch"),
                OptionFaults.number(request, "limit", 0),
                request.parameter("continue"),
                OptionFaults.flag(request.parameter("allowWatchBookmarks")),
                OptionFaults.number(request, "timeoutSeconds", 0),
                request.parameter("sendInitialEvents"));
        var errors = watch ? options.watchFaults() : options.listFaults();
        if (!errors.isEmpty()) {
            throw OptionFaults.of(errors, "ListOptions");
        }
        return options;
    }

    private FieldErrors listFaults() {
        var errors = FieldErrors.none();
        if (!initialEvents.isEmpty()) {
            errors.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
        }
        if (match.isEmpty()) {
            return errors;
        }
        var field = "resourceVersionMatch";
        if (resourceVersion.isEmpty()) {
            errors.forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided");
        }
        if (!continuation.isEmpty()) {
            errors.forbidden(field, "resourceVersionMatch is forbidden when continue is provided");
        }
        if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
            errors.notSupported(field, match, List.of("Exact", "NotOlderThan", ""));
        }
        if (match.equals("Exact") && resourceVersion.equals("0")) {
            errors.forbidden(field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        }
        return errors;
    }

    private FieldErrors watchFaults() {
        var errors = FieldErrors.none();
        var field = "resourceVersionMatch";
        if (initialEvents.isEmpty()) {
            if (!match.isEmpty()) {
                errors.forbidden(
                        field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
            }
            return errors;
        }
        if (match.isEmpty()) {
            errors.forbidden(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        } else if (!match.equals("NotOlderThan")) {
            errors.notSupported(field, match, List.of("NotOlderThan"));
        }
        if (!continuation.isEmpty()) {
            errors.forbidden(field, "resourceVersionMatch is forbidden when continue is provided");
        }
        return errors;
    }

    /** The resource version as a number; 0 if none is given. */
    long revision() {
        return revision(resourceVersion);
    }

    static long revision(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long revision = Long.parseLong(text);
            if (revision >= 0) {
                return revision;
            }
        } catch (NumberFormatException e) {
            throw notANumber(text);
        }
        throw notANumber(text);
    }

    private static ApiException notANumber(String text) {
        return new ApiException(ApiException.status(
                Reason.UNKNOWN,
                "resourceVersion: Invalid value: \"" + text + "\": strconv.ParseUint: parsing \"" + text
                        + "\": invalid syntax",
                StatusDetails.EMPTY));
    }
}
