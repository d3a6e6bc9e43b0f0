package io.navarch.apiserver.proxy;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.registry.SubresourceHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.StatusCause;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code pods/log}: what a container wrote, from the kubelet of its node. */
final class PodLogs implements SubresourceHandler {
    private static final List<String> PASSED_ON = List.of(
            "follow", "previous", "sinceSeconds", "sinceTime", "timestamps", "tailLines", "limitBytes", "stream");
    private static final int MESSAGE = 10_000;

    private final ObjectStores stores;
    private final Kubelets kubelets;
    private final BackendClient client;

    PodLogs(ObjectStores stores, Kubelets kubelets, BackendClient client) {
        this.stores = stores;
        this.kubelets = kubelets;
        this.client = client;
    }

    @Override
    public ApiResponse handle(ApiRequest request, ServedKind served) {
        var info = request.info();
        var pod = new Pod(stores.of("", "pods").get(info.namespace(), info.name()));
        check(request);
        var container = PodContainers.choose(pod, request.parameter("container"));
        if (pod.spec().nodeName().isEmpty()) {
            // Nothing ran yet, so nothing was written.
            return ApiResponse.text(200, "");
        }
        var backend = kubelets.of(pod.spec().nodeName());
        var query = new Query("containerLogs", info.namespace(), info.name(), container);
        for (var name : PASSED_ON) {
            if (!request.parameter(name).isEmpty()) {
                query.add(name, request.parameter(name));
            }
        }
        return answer(backend, query.toString());
    }

    private ApiResponse answer(Backend backend, String target) {
        try {
            var answer =
                    client.send(backend, "GET", target, HeaderFields.none().with("Connection", "close"), new byte[0]);
            if (answer.status() >= 200 && answer.status() <= 206) {
                return new ApiResponse(200, "text/plain", Map.of(), new ApiResponse.Stream(new BodyFrames(answer)));
            }
            try (answer) {
                var text = new String(answer.body().readNBytes(MESSAGE), StandardCharsets.UTF_8);
                throw refusal(answer.status(), text);
            }
        } catch (IOException e) {
            throw new ApiException(Reason.UNKNOWN, "Get \"" + backend.url(target) + "\": " + e.getMessage());
        }
    }

    private static ApiException refusal(int status, String text) {
        return switch (status) {
            case 400 -> ApiException.badRequest(text);
            case 500 -> ApiException.internal(text);
            default -> new ApiException(Reason.of("", status), text);
        };
    }

    private static void check(ApiRequest request) {
        var faults = new ArrayList<StatusCause>();
        atLeast(request, "tailLines", 0, "must be greater than or equal to 0", faults);
        atLeast(request, "sinceSeconds", 1, "must be greater than 0", faults);
        atLeast(request, "limitBytes", 1, "must be greater than 0", faults);
        if (!request.parameter("sinceSeconds").isEmpty()
                && !request.parameter("sinceTime").isEmpty()) {
            faults.add(fault(
                    "",
                    "FieldValueForbidden",
                    "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified"));
        }
        if (!faults.isEmpty()) {
            var all = faults.stream()
                    .map(cause -> cause.field() + ": " + cause.message())
                    .toList();
            var text = all.size() == 1 ? all.get(0) : all.toString();
            throw new ApiException(
                    Reason.INVALID,
                    "PodLogOptions \"" + request.info().name() + "\" is invalid: " + text,
                    StatusDetails.EMPTY
                            .withName(request.info().name())
                            .withKind("PodLogOptions")
                            .withCauses(faults));
        }
    }

    private static void atLeast(ApiRequest request, String name, long least, String message, List<StatusCause> faults) {
        var text = request.parameter(name);
        if (text.isEmpty()) {
            return;
        }
        try {
            if (Long.parseLong(text) < least) {
                faults.add(fault(name, "FieldValueInvalid", "Invalid value: " + text + ": " + message));
            }
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }

    private static StatusCause fault(String field, String reason, String message) {
        return StatusCause.EMPTY.withField(field).withReason(reason).withMessage(message);
    }
}
