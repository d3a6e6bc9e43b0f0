package io.navarch.apiserver.proxy;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.status.ApiException;
import io.navarch.streaming.Duplex;
import io.navarch.streaming.Tunnel;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Opens SPDY connections to kubelets, and joins clients that speak SPDY themselves with them. */
final class KubeletStreams {
    private final BackendClient client;

    KubeletStreams(BackendClient client) {
        this.client = client;
    }

    /** A kubelet that switched to SPDY, or what it answered instead. */
    sealed interface Opened {}

    /** @param protocol the stream protocol that the kubelet chose, or "" */
    record Switched(Duplex connection, String protocol) implements Opened {}

    /** The kubelet's refusal, for the client. */
    record Refused(ApiResponse answer) implements Opened {}

    /** Asks the kubelet for SPDY with one of the stream protocols. */
    Opened open(Backend kubelet, String target, List<String> protocols) {
        var headers = HeaderFields.none().with("Connection", "Upgrade").with("Upgrade", Upgrades.SPDY);
        try {
            var answer = client.send(
                    kubelet, "POST", target, headers.with("X-Stream-Protocol-Version", protocols), new byte[0]);
            if (answer.status() == 101) {
                return new Switched(
                        answer.connection(),
                        answer.headers().first("X-Stream-Protocol-Version").orElse(""));
            }
            try (answer) {
                var type = answer.headers().first("Content-Type").orElse("text/plain");
                var body = ApiResponse.Bytes.of(answer.body().readNBytes(64 * 1024));
                return new Refused(new ApiResponse(answer.status(), type, Map.of(), body));
            }
        } catch (IOException e) {
            throw new ApiException(io.navarch.model.status.Reason.UNKNOWN, "error dialing backend: " + e.getMessage());
        }
    }

    /** Lets a client that speaks SPDY speak with the kubelet itself. */
    ApiResponse tunnel(ApiRequest request, Backend kubelet, String target) {
        var offered = Upgrades.offered(request, "x-stream-protocol-version");
        return switch (open(kubelet, target, offered)) {
            case Refused refused -> refused.answer();
            case Switched switched -> {
                var headers = new LinkedHashMap<String, List<String>>();
                headers.put("Upgrade", List.of(Upgrades.SPDY));
                if (!switched.protocol().isEmpty()) {
                    headers.put("X-Stream-Protocol-Version", List.of(switched.protocol()));
                }
                yield ApiResponse.takeover(
                        Map.copyOf(headers), connection -> Tunnel.join(connection, switched.connection()));
            }
        };
    }
}
