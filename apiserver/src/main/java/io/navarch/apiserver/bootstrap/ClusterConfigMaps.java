package io.navarch.apiserver.bootstrap;

import io.navarch.apiserver.ApiServerConfig;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.pki.Pem;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** The config maps by which others learn whom to trust. */
public final class ClusterConfigMaps {
    private ClusterConfigMaps() {}

    /** {@code extension-apiserver-authentication} for extension servers, {@code cluster-info} for nodes that join. */
    public static List<ConfigMap> of(ApiServerConfig config) {
        return List.of(authentication(config.certificates()), clusterInfo(config));
    }

    private static ConfigMap authentication(ApiServerConfig.Certificates certificates) {
        var data = new LinkedHashMap<String, String>();
        data.put(
                "client-ca-file",
                certificates.clientAuthorities().stream().map(Pem::of).collect(Collectors.joining()));
        certificates.frontProxyAuthority().ifPresent(authority -> {
            data.put("requestheader-allowed-names", "[\"front-proxy-client\"]");
            data.put("requestheader-client-ca-file", Pem.of(authority));
            data.put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
            data.put("requestheader-group-headers", "[\"X-Remote-Group\"]");
            data.put("requestheader-username-headers", "[\"X-Remote-User\"]");
        });
        return Bootstrap.configMap("kube-system", "extension-apiserver-authentication", data);
    }

    private static ConfigMap clusterInfo(ApiServerConfig config) {
        var authority = Pem.of(config.certificates().clusterAuthority()).getBytes(StandardCharsets.UTF_8);
        var kubeconfig = """
                apiVersion: v1
                clusters:
                - cluster:
                    certificate-authority-data: %s
                    server: https://%s:%d
                  name: ""
                contexts: null
                current-context: ""
                kind: Config
                users: null
                """.formatted(
                        Base64.getEncoder().encodeToString(authority),
                        config.listen().advertiseAddress(),
                        config.listen().securePort());
        return Bootstrap.configMap("kube-public", "cluster-info", java.util.Map.of("kubeconfig", kubeconfig));
    }
}
