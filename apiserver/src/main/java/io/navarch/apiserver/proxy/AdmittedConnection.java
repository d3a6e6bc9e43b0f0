package io.navarch.apiserver.proxy;

import io.navarch.apiserver.registry.Admission;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.SubresourceHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.ArrayList;
import java.util.List;

/** Asks admission before somebody is connected to a pod, node or service. Admission sees the options of the request. */
final class AdmittedConnection implements SubresourceHandler {
    private final Admission admission;
    private final Options options;
    private final SubresourceHandler connection;

    /** The kinds of options, and which parameters they are made of. */
    enum Options {
        EXEC("PodExecOptions"),
        ATTACH("PodAttachOptions"),
        PORT_FORWARD("PodPortForwardOptions"),
        POD_PROXY("PodProxyOptions"),
        NODE_PROXY("NodeProxyOptions"),
        SERVICE_PROXY("ServiceProxyOptions");

        private final String kind;
        private final StructType type;

        Options(String kind) {
            this.kind = kind;
            this.type = new StructType("io.k8s.api.core.v1." + kind, true, List::of);
        }
    }

    AdmittedConnection(Admission admission, Options options, SubresourceHandler connection) {
        this.admission = admission;
        this.options = options;
        this.connection = connection;
    }

    @Override
    public ApiResponse handle(ApiRequest request, ServedKind served) throws InterruptedException {
        var info = request.info();
        var asked = new AdmissionRequest(
                Operation.CONNECT,
                "v1",
                options.kind,
                served,
                info.subresource(),
                info.namespace(),
                info.name(),
                request.user(),
                object(request),
                null,
                Dict.EMPTY,
                false);
        admission.validate(asked.withObject(admission.mutate(asked, warning -> {})), warning -> {});
        return connection.handle(request, served);
    }

    private Struct object(ApiRequest request) {
        var object = options.type.empty().with("apiVersion", "v1").with("kind", options.kind);
        return switch (options) {
            case EXEC -> texts(command(object, request), request, "command");
            case ATTACH -> command(object, request);
            case PORT_FORWARD -> ports(object, request);
            case POD_PROXY, NODE_PROXY, SERVICE_PROXY -> object.with("path", HttpProxy.rest(request));
        };
    }

    private static Struct command(Struct object, ApiRequest request) {
        var filled = object;
        for (var name : List.of("stdin", "stdout", "stderr", "tty")) {
            filled = request.flag(name) ? filled.with(name, true) : filled;
        }
        var container = request.parameter("container");
        return container.isEmpty() ? filled : filled.with("container", container);
    }

    private static Struct texts(Struct object, ApiRequest request, String name) {
        var values = request.query().getOrDefault(name, List.of());
        return values.isEmpty() ? object : object.with(name, List.<Object>copyOf(values));
    }

    private static Struct ports(Struct object, ApiRequest request) {
        var ports = new ArrayList<Object>();
        for (var text : request.query().getOrDefault("ports", List.of())) {
            if (text.matches("[0-9]{1,5}")) {
                ports.add(Long.valueOf(text));
            }
        }
        return ports.isEmpty() ? object : object.with("ports", List.copyOf(ports));
    }
}
