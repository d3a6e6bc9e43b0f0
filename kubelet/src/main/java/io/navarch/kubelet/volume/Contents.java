package io.navarch.kubelet.volume;

import io.navarch.kubelet.NodeObjects;
import io.navarch.kubelet.container.ContainerConfigException;
import io.navarch.kubelet.container.DownwardFields;
import io.navarch.model.core.v1.ConfigMapVolumeSource;
import io.navarch.model.core.v1.DownwardAPIVolumeFile;
import io.navarch.model.core.v1.KeyToPath;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ProjectedVolumeSource;
import io.navarch.model.core.v1.SecretVolumeSource;
import io.navarch.model.core.v1.ServiceAccountTokenProjection;
import io.navarch.model.core.v1.VolumeProjection;
import io.navarch.model.status.ApiException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the files of volumes that are made of API objects. Reads the objects and decides, writes nothing. Failures
 * are {@link MissingContentException} with upstream's words.
 */
final class Contents {
    private static final int DEFAULT_MODE = 0644;
    private static final int PRIVATE_TOKEN_MODE = 0600;
    private static final long DEFAULT_TOKEN_SECONDS = 3600;

    private final NodeObjects objects;
    private final ServiceAccountTokenSource tokens;
    private final Supplier<Map<String, String>> nodeAllocatable;

    Contents(NodeObjects objects, ServiceAccountTokenSource tokens, Supplier<Map<String, String>> nodeAllocatable) {
        this.objects = objects;
        this.tokens = tokens;
        this.nodeAllocatable = nodeAllocatable;
    }

    /** Something that a volume is made of cannot be had. */
    static final class MissingContentException extends RuntimeException {
        private static final long serialVersionUID = 1;

        MissingContentException(String message) {
            super(message, null, false, false);
        }
    }

    SortedMap<String, FileContent> of(Pod pod, ConfigMapVolumeSource source) {
        int mode = source.hasDefaultMode() ? source.defaultMode() : DEFAULT_MODE;
        return configMap(pod, source.name(), source.optional(), source.items(), mode);
    }

    SortedMap<String, FileContent> of(Pod pod, SecretVolumeSource source) {
        int mode = source.hasDefaultMode() ? source.defaultMode() : DEFAULT_MODE;
        return secret(pod, source.secretName(), source.optional(), source.items(), mode);
    }

    /** Each source's files, later ones over earlier ones; all that is wrong is said at once. */
    SortedMap<String, FileContent> of(Pod pod, ProjectedVolumeSource source) {
        int mode = source.hasDefaultMode() ? source.defaultMode() : DEFAULT_MODE;
        var files = new TreeMap<String, FileContent>();
        var faults = new ArrayList<String>();
        for (var projection : source.sources()) {
            try {
                files.putAll(of(pod, projection, mode));
            } catch (MissingContentException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        if (!faults.isEmpty()) {
            throw new MissingContentException(
                    faults.size() == 1 ? faults.getFirst() : "[" + String.join(", ", faults) + "]");
        }
        return files;
    }

    private Map<String, FileContent> of(Pod pod, VolumeProjection source, int mode) {
        if (source.hasConfigMap()) {
            var map = source.configMap();
            return configMap(pod, map.name(), map.optional(), map.items(), mode);
        }
        if (source.hasSecret()) {
            var secret = source.secret();
            return secret(pod, secret.name(), secret.optional(), secret.items(), mode);
        }
        if (source.hasDownwardAPI()) {
            return downward(pod, source.downwardAPI().items(), mode);
        }
        if (source.hasServiceAccountToken()) {
            return token(pod, source.serviceAccountToken(), mode);
        }
        if (source.hasClusterTrustBundle()) {
            throw new MissingContentException("ClusterTrustBundle projection is not supported in static kubelet mode");
        }
        return Map.of();
    }

    private SortedMap<String, FileContent> configMap(
            Pod pod, String name, boolean optional, List<KeyToPath> items, int mode) {
        var found = objects.configMap(pod.namespace(), name);
        if (found.isEmpty() && !optional) {
            throw new MissingContentException("configmap \"" + name + "\" not found");
        }
        var data = new HashMap<String, byte[]>();
        found.ifPresent(map -> {
            map.data().forEach((key, text) -> data.put(key, text.getBytes(StandardCharsets.UTF_8)));
            map.binaryData()
                    .forEach((key, text) -> data.put(key, Base64.getDecoder().decode(text)));
        });
        return chosen(data, items, mode, optional, "configmap references non-existent config key: ");
    }

    private SortedMap<String, FileContent> secret(
            Pod pod, String name, boolean optional, List<KeyToPath> items, int mode) {
        var found = objects.secret(pod.namespace(), name);
        if (found.isEmpty() && !optional) {
            throw new MissingContentException("secret \"" + name + "\" not found");
        }
        var data = new HashMap<String, byte[]>();
        found.ifPresent(secret -> secret.data()
                .forEach((key, text) -> data.put(key, Base64.getDecoder().decode(text))));
        return chosen(data, items, mode, optional, "references non-existent secret key: ");
    }

    private static SortedMap<String, FileContent> chosen(
            Map<String, byte[]> data, List<KeyToPath> items, int mode, boolean optional, String missing) {
        var files = new TreeMap<String, FileContent>();
        if (items.isEmpty()) {
            data.forEach((key, bytes) -> files.put(key, FileContent.of(bytes, mode)));
        }
        for (var item : items) {
            var bytes = data.get(item.key());
            if (bytes != null) {
                files.put(item.path(), FileContent.of(bytes, item.hasMode() ? item.mode() : mode));
            } else if (!optional) {
                throw new MissingContentException(missing + item.key());
            }
        }
        return files;
    }

    SortedMap<String, FileContent> downward(Pod pod, List<DownwardAPIVolumeFile> items, int mode) {
        var files = new TreeMap<String, FileContent>();
        for (var item : items) {
            try {
                var text = item.hasFieldRef()
                        ? DownwardFields.field(pod, item.fieldRef().fieldPath())
                        : DownwardFields.resource(pod, "", item.resourceFieldRef(), nodeAllocatable.get());
                files.put(item.path(), FileContent.of(text, item.hasMode() ? item.mode() : mode));
            } catch (ContainerConfigException e) {
                throw new MissingContentException(String.valueOf(e.getMessage()));
            }
        }
        return files;
    }

    private Map<String, FileContent> token(Pod pod, ServiceAccountTokenProjection source, int mode) {
        var user = onlyUser(pod);
        var account = pod.spec().serviceAccountName().isEmpty()
                ? "default"
                : pod.spec().serviceAccountName();
        try {
            var token = tokens.token(
                    pod.namespace(),
                    account,
                    pod.name(),
                    pod.uid(),
                    source.audience().isEmpty() ? List.of() : List.of(source.audience()),
                    source.hasExpirationSeconds() ? source.expirationSeconds() : DEFAULT_TOKEN_SECONDS);
            boolean owned = user != null || pod.spec().securityContext().hasFsGroup();
            return Map.of(
                    source.path(),
                    new FileContent(token.getBytes(StandardCharsets.UTF_8), owned ? PRIVATE_TOKEN_MODE : mode, user));
        } catch (ApiException | UncheckedIOException e) {
            throw new MissingContentException("failed to fetch token: " + e.getMessage());
        }
    }

    /** The user that all containers of the pod run as, by what the pod says; the token can then be that user's alone. */
    private static @Nullable Long onlyUser(Pod pod) {
        var ofPod = pod.spec().securityContext();
        Long only = null;
        var contexts = new ArrayList<>(pod.spec().containers());
        contexts.addAll(pod.spec().initContainers());
        for (var container : contexts) {
            var own = container.securityContext();
            if (!own.hasRunAsUser() && !ofPod.hasRunAsUser()) {
                return null;
            }
            Long user = own.hasRunAsUser() ? own.runAsUser() : ofPod.runAsUser();
            if (only != null && !only.equals(user)) {
                return null;
            }
            only = user;
        }
        return only;
    }
}
