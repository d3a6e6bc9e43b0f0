package io.navarch.model.status;

import io.navarch.model.meta.v1.Status;
import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.JsonReader;
import java.util.List;

/**
 * A request that failed, with all that its {@code Status} says. Thrown where the fault is seen; turned into an answer in one
 * place; thrown again by the client that receives that answer.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Status status;
    private final Reason reason;

    public ApiException(Status status) {
        super(status.message(), null, false, true);
        this.status = status;
        this.reason = Reason.of(status.reason(), status.code());
    }

    public ApiException(Reason reason, String message) {
        this(status(reason, message, StatusDetails.EMPTY));
    }

    public ApiException(Reason reason, String message, StatusDetails details) {
        this(status(reason, message, details));
    }

    /** A failure Status; the code follows from the reason. */
    public static Status status(Reason reason, String message, StatusDetails details) {
        var status = Status.EMPTY
                .withApiVersion("v1")
                .withKind("Status")
                .withMetadata(io.navarch.model.meta.v1.ListMeta.EMPTY)
                .withStatus("Failure")
                .withMessage(message)
                .withReason(reason.text())
                .withCode(reason.code());
        return details.isEmpty() ? status : status.withDetails(details);
    }

    /** Reads what a server answered; a body that is no Status becomes the message. */
    public static ApiException ofAnswer(int code, byte[] body) {
        try {
            var status = new Status(JsonReader.struct(Status.TYPE, body));
            if (status.kind().equals("Status")) {
                return new ApiException(status.code() == 0 ? status.withCode(code) : status);
            }
        } catch (DecodeException e) {
            // Proxies and old servers answer in plain text; the text is the best message there is.
        }
        var text = new String(body, 0, Math.min(body.length, 2048), java.nio.charset.StandardCharsets.UTF_8).strip();
        return new ApiException(status(Reason.of("", code), text.isEmpty() ? "HTTP " + code : text, StatusDetails.EMPTY)
                .withCode(code));
    }

    /** @param resource the resource with its group, such as {@code deployments.apps} */
    public static ApiException notFound(String group, String resource, String name) {
        return new ApiException(
                Reason.NOT_FOUND,
                qualified(group, resource) + " \"" + name + "\" not found",
                details(group, resource, name));
    }

    public static ApiException alreadyExists(String group, String resource, String name) {
        return new ApiException(
                Reason.ALREADY_EXISTS,
                qualified(group, resource) + " \"" + name + "\" already exists",
                details(group, resource, name));
    }

    public static ApiException conflict(String group, String resource, String name, String why) {
        return new ApiException(
                Reason.CONFLICT,
                "Operation cannot be fulfilled on " + qualified(group, resource) + " \"" + name + "\": " + why,
                details(group, resource, name));
    }

    public static ApiException forbidden(String group, String resource, String name, String why) {
        var subject = name.isEmpty() ? qualified(group, resource) : qualified(group, resource) + " \"" + name + "\"";
        return new ApiException(Reason.FORBIDDEN, subject + " is forbidden: " + why, details(group, resource, name));
    }

    /** Faults in an object's fields, worded by the caller: {@code Pod "p" is invalid: …}. */
    public static ApiException invalid(
            String group, String kind, String name, String faults, List<StatusCause> causes) {
        return new ApiException(
                Reason.INVALID,
                qualified(group, kind) + " \"" + name + "\" is invalid: " + faults,
                details(group, kind, name).withCauses(causes));
    }

    public static ApiException badRequest(String message) {
        return new ApiException(Reason.BAD_REQUEST, message);
    }

    public static ApiException internal(String message) {
        return new ApiException(Reason.INTERNAL_ERROR, "Internal error occurred: " + message);
    }

    private static StatusDetails details(String group, String kind, String name) {
        return StatusDetails.EMPTY.withName(name).withGroup(group).withKind(kind);
    }

    private static String qualified(String group, String resource) {
        return group.isEmpty() ? resource : resource + "." + group;
    }

    public Status status() {
        return status;
    }

    public Reason reason() {
        return reason;
    }

    /** The HTTP status code. */
    public int code() {
        return status.code();
    }

    public boolean isNotFound() {
        return reason == Reason.NOT_FOUND;
    }

    public boolean isConflict() {
        return reason == Reason.CONFLICT;
    }

    public boolean isAlreadyExists() {
        return reason == Reason.ALREADY_EXISTS;
    }
}
