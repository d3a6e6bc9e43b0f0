package io.navarch.model.validation;

import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Event;
import io.navarch.model.core.v1.NodeSpec;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.name.Formats;
import io.navarch.model.name.IpAddresses;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** ConfigMaps, Secrets, Nodes and Events. */
final class StoredDataChecks {
    private static final int MOST_BYTES = 1024 * 1024;

    private StoredDataChecks() {}

    static void register(Map<String, Check> all) {
        all.put("configMap", StoredDataChecks::configMap);
        all.put("secret", StoredDataChecks::secret);
        all.put("taints", StoredDataChecks::taints);
        all.put("podCidrs", StoredDataChecks::podCidrs);
        all.put("event", StoredDataChecks::event);
    }

    private static void configMap(Struct tree, String path, Scope scope) {
        var map = new ConfigMap(tree);
        long size = 0;
        for (var entry : map.data().entrySet()) {
            var key = entry.getKey();
            scope.errors().invalid("data[" + key + "]", key, Formats.configKey(key));
            if (map.binaryData().containsKey(key)) {
                scope.errors().invalid("data[" + key + "]", key, "duplicate of key present in binaryData");
            }
            size += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        for (var entry : map.binaryData().entrySet()) {
            var key = entry.getKey();
            scope.errors().invalid("binaryData[" + key + "]", key, Formats.configKey(key));
            size += decodedLength(entry.getValue());
        }
        if (size > MOST_BYTES) {
            scope.errors().tooLong("[]", MOST_BYTES + " bytes");
        }
    }

    private static void secret(Struct tree, String path, Scope scope) {
        var secret = new Secret(tree);
        var errors = scope.errors();
        long size = 0;
        for (var entry : secret.data().entrySet()) {
            var key = entry.getKey();
            errors.invalid("data[" + key + "]", key, Formats.configKey(key));
            size += decodedLength(entry.getValue());
        }
        if (size > MOST_BYTES) {
            errors.tooLong("data", MOST_BYTES + " bytes");
        }
        switch (secret.type()) {
            case "kubernetes.io/tls" -> needs(secret, errors, "tls.crt", "tls.key");
            case "kubernetes.io/ssh-auth" -> needs(secret, errors, "ssh-privatekey");
            case "kubernetes.io/dockercfg" -> json(secret, ".dockercfg", errors);
            case "kubernetes.io/dockerconfigjson" -> json(secret, ".dockerconfigjson", errors);
            case "kubernetes.io/basic-auth" -> {
                if (!secret.data().containsKey("username") && !secret.data().containsKey("password")) {
                    needs(secret, errors, "username", "password");
                }
            }
            case "kubernetes.io/service-account-token" -> {
                var name = secret.metadata().annotations().get("kubernetes.io/service-account.name");
                if (name == null || name.isEmpty()) {
                    errors.required("metadata.annotations[kubernetes.io/service-account.name]", "");
                }
            }
            default -> {}
        }
    }

    private static void needs(Secret secret, FieldErrors errors, String... keys) {
        for (var key : keys) {
            if (!secret.data().containsKey(key)) {
                errors.required("data[" + key + "]", "");
            }
        }
    }

    private static void json(Secret secret, String key, FieldErrors errors) {
        var encoded = secret.data().get(key);
        if (encoded == null) {
            errors.required("data[" + key + "]", "");
            return;
        }
        try {
            JsonReader.any(Base64.getDecoder().decode(encoded));
        } catch (DecodeException e) {
            errors.invalid("data[" + key + "]", "<secret contents redacted>", String.valueOf(e.getMessage()));
        }
    }

    private static long decodedLength(String base64) {
        int length = base64.length();
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return length / 4 * 3L - padding;
    }

    private static void taints(Struct tree, String path, Scope scope) {
        var seen = new HashSet<String>();
        var taints = new NodeSpec(tree).taints();
        for (int i = 0; i < taints.size(); i++) {
            var taint = taints.get(i);
            if (!seen.add(taint.key() + ":" + taint.effect())) {
                scope.errors().duplicate(path + ".taints[" + i + "]", taint.tree());
            }
        }
    }

    private static void podCidrs(Struct tree, String path, Scope scope) {
        var blocks = new NodeSpec(tree).podCIDRs();
        for (int i = 0; i < blocks.size(); i++) {
            scope.errors().invalid(path + ".podCIDRs[" + i + "]", blocks.get(i), IpAddresses.cidrFaults(blocks.get(i)));
        }
    }

    private static void event(Struct tree, String path, Scope scope) {
        var event = new Event(tree);
        var namespace = event.namespace();
        var about = event.involvedObject().namespace();
        boolean clusterScoped =
                about.isEmpty() && List.of("default", "kube-system").contains(namespace);
        if (!clusterScoped && !about.equals(namespace)) {
            scope.errors().invalid("involvedObject.namespace", about, "does not match event.namespace");
        }
        errorsOfNewEvents(event, scope.errors());
    }

    /** Events with a time of their own follow the rules of events.k8s.io. */
    private static void errorsOfNewEvents(Event event, FieldErrors errors) {
        if (!event.hasEventTime()) {
            return;
        }
        if (event.reportingComponent().isEmpty()) {
            errors.required("reportingController", "");
        }
        if (event.reportingInstance().isEmpty()) {
            errors.required("reportingInstance", "");
        }
        if (event.action().isEmpty()) {
            errors.required("action", "");
        }
        if (event.reason().isEmpty()) {
            errors.required("reason", "");
        }
    }
}
