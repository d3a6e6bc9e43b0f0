package io.navarch.apiserver.proxy;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.registry.SubresourceHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.streaming.Tunnel;
import io.navarch.streaming.portforward.ForwardedPod;
import io.navarch.streaming.portforward.PortForward;
import io.navarch.streaming.portforward.SpdyPortForwardClient;
import io.navarch.streaming.portforward.WebSocketPortForwardServer;
import io.navarch.streaming.spdy.SpdySession;
import io.navarch.streaming.websocket.WebSocket;
import io.navarch.streaming.websocket.WebSocketDuplex;
import io.navarch.streaming.websocket.WebSocketHandshake;
import java.util.List;

/**
 * {@code pods/portforward}: SPDY as it is, SPDY in a WebSocket, or the older WebSocket form with a pair of channels for each
 * port. The kubelet is spoken to in SPDY.
 */
final class PodPortForward implements SubresourceHandler {
    private final ObjectStores stores;
    private final Kubelets kubelets;
    private final KubeletStreams streams;

    PodPortForward(ObjectStores stores, Kubelets kubelets, KubeletStreams streams) {
        this.stores = stores;
        this.kubelets = kubelets;
        this.streams = streams;
    }

    @Override
    public ApiResponse handle(ApiRequest request, ServedKind served) {
        var info = request.info();
        var pod = new Pod(stores.of("", "pods").get(info.namespace(), info.name()));
        if (pod.spec().nodeName().isEmpty()) {
            throw ApiException.badRequest("pod " + pod.name() + " does not have a host assigned");
        }
        if (!Upgrades.wanted(request)) {
            throw Upgrades.required();
        }
        var kubelet = kubelets.of(pod.spec().nodeName());
        var target = new Query("portForward", info.namespace(), info.name()).toString();
        if (!Upgrades.toWebSocket(request)) {
            return streams.tunnel(request, kubelet, target);
        }
        return switch (streams.open(kubelet, target, List.of(PortForward.PROTOCOL))) {
            case KubeletStreams.Refused refused -> refused.answer();
            case KubeletStreams.Switched switched -> overWebSocket(request, pod, switched);
        };
    }

    private static ApiResponse overWebSocket(ApiRequest request, Pod pod, KubeletStreams.Switched switched) {
        var offered = Upgrades.offered(request, "sec-websocket-protocol");
        if (offered.contains(PortForward.TUNNEL_SUBPROTOCOL)) {
            return Upgrades.webSocket(
                    request,
                    PortForward.TUNNEL_SUBPROTOCOL,
                    connection ->
                            Tunnel.join(new WebSocketDuplex(WebSocket.server(connection)), switched.connection()));
        }
        var chosen = offered.isEmpty()
                ? ""
                : WebSocketHandshake.choose(offered, WebSocketPortForwardServer.SUBPROTOCOLS)
                        .orElse(null);
        if (chosen == null) {
            switched.connection().close();
            throw ApiException.badRequest("unable to negotiate protocol: client supports " + offered);
        }
        var ports = ports(request, switched);
        return Upgrades.webSocket(request, chosen, connection -> {
            try (var kubelet = new SpdyPortForwardClient(SpdySession.client(switched.connection()))) {
                WebSocketPortForwardServer.serve(
                        WebSocket.server(connection),
                        chosen.contains("base64"),
                        ports,
                        new ForwardedPod(pod.name(), pod.uid()),
                        kubelet::connect);
            }
        });
    }

    private static List<Integer> ports(ApiRequest request, KubeletStreams.Switched switched) {
        try {
            return WebSocketPortForwardServer.ports(
                    request.query().getOrDefault("ports", request.query().getOrDefault("port", List.of())));
        } catch (IllegalArgumentException e) {
            switched.connection().close();
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }
}
