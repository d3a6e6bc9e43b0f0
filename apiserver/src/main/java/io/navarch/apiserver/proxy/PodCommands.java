package io.navarch.apiserver.proxy;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.registry.SubresourceHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.streaming.remotecommand.CommandProtocol;
import io.navarch.streaming.remotecommand.RemoteCommand;
import io.navarch.streaming.remotecommand.RemoteCommandOptions;
import io.navarch.streaming.remotecommand.RemoteCommandStreams;
import io.navarch.streaming.remotecommand.StreamTranslator;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.websocket.WebSocket;
import io.navarch.streaming.websocket.WebSocketHandshake;
import java.util.List;

/**
 * {@code pods/exec} and {@code pods/attach}. Clients that speak SPDY are joined with the kubelet byte by byte; the streams of
 * WebSocket clients are translated, because kubelets are asked in SPDY alone.
 */
final class PodCommands implements SubresourceHandler {
    private final String kubeletPath;
    private final ObjectStores stores;
    private final Kubelets kubelets;
    private final KubeletStreams streams;

    /** @param kubeletPath exec or attach */
    PodCommands(String kubeletPath, ObjectStores stores, Kubelets kubelets, KubeletStreams streams) {
        this.kubeletPath = kubeletPath;
        this.stores = stores;
        this.kubelets = kubelets;
        this.streams = streams;
    }

    @Override
    public ApiResponse handle(ApiRequest request, ServedKind served) {
        var info = request.info();
        var pod = new Pod(stores.of("", "pods").get(info.namespace(), info.name()));
        var options = new RemoteCommandOptions(
                request.flag("stdin"),
                request.flag("stdout"),
                request.flag("stderr") && !request.flag("tty"),
                request.flag("tty"));
        if (!options.stdin() && !options.stdout() && !options.stderr()) {
            throw ApiException.badRequest("you must specify at least 1 of stdin, stdout, stderr");
        }
        if (kubeletPath.equals("exec") && request.parameter("command").isEmpty()) {
            throw ApiException.badRequest("you must specify at least one command for the container");
        }
        var container = PodContainers.choose(pod, request.parameter("container"));
        if (pod.spec().nodeName().isEmpty()) {
            throw ApiException.badRequest("pod " + pod.name() + " does not have a host assigned");
        }
        if (!Upgrades.wanted(request)) {
            throw Upgrades.required();
        }
        var kubelet = kubelets.of(pod.spec().nodeName());
        var target = target(request, container, options);
        return Upgrades.toWebSocket(request)
                ? translated(request, kubelet, target, options)
                : streams.tunnel(request, kubelet, target);
    }

    private String target(ApiRequest request, String container, RemoteCommandOptions options) {
        var query = new Query(
                kubeletPath, request.info().namespace(), request.info().name(), container);
        request.query().getOrDefault("command", List.of()).forEach(word -> query.add("command", word));
        if (options.stdin()) {
            query.add("input", "1");
        }
        if (options.stdout()) {
            query.add("output", "1");
        }
        if (options.stderr()) {
            query.add("error", "1");
        }
        if (options.tty()) {
            query.add("tty", "1");
        }
        return query.toString();
    }

    private ApiResponse translated(ApiRequest request, Backend kubelet, String target, RemoteCommandOptions options) {
        var offered = Upgrades.offered(request, "sec-websocket-protocol");
        var chosen = WebSocketHandshake.choose(offered, CommandProtocol.OVER_WEBSOCKET);
        if (chosen.isEmpty() && !offered.isEmpty()) {
            throw ApiException.badRequest("unable to negotiate protocol: client supports " + offered
                    + ", server supports " + CommandProtocol.OVER_WEBSOCKET);
        }
        var subprotocol = chosen.orElse("");
        return switch (streams.open(kubelet, target, CommandProtocol.OVER_SPDY)) {
            case KubeletStreams.Refused refused -> refused.answer();
            case KubeletStreams.Switched switched -> {
                var protocol = CommandProtocol.named(switched.protocol()).orElse(CommandProtocol.V1);
                yield Upgrades.webSocket(request, subprotocol, connection -> {
                    var back = RemoteCommand.over(SpdySession.client(switched.connection()), protocol, options);
                    var front = RemoteCommandStreams.over(WebSocket.server(connection), subprotocol, options);
                    StreamTranslator.run(front, back);
                });
            }
        };
    }
}
