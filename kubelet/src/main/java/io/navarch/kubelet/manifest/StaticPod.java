package io.navarch.kubelet.manifest;

import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Toleration;
import io.navarch.model.defaulting.Defaulting;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.usage.QosClass;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** Makes a node's pod of a manifest file: named after the node, with an identity that changes with the file. */
public final class StaticPod {
    static final String SOURCE = "kubernetes.io/config.source";
    static final String HASH = "kubernetes.io/config.hash";
    static final String SEEN = "kubernetes.io/config.seen";

    /** On a mirror pod: the hash of what it mirrors. */
    public static final String MIRROR = "kubernetes.io/config.mirror";

    private StaticPod() {}

    /** Whether the API's pod stands for a static one and is not to be run for itself. */
    public static boolean isMirror(Pod pod) {
        return pod.metadata().annotations().containsKey(MIRROR);
    }

    /** Whether the pod comes from a file of its node. */
    public static boolean isStatic(Pod pod) {
        return !isMirror(pod) && "file".equals(pod.metadata().annotations().get(SOURCE));
    }

    /** What the mirror of a static pod says of its original. */
    public static String hash(Pod pod) {
        return pod.metadata().annotations().getOrDefault(HASH, "");
    }

    /**
     * Reads a manifest in YAML or JSON.
     *
     * @param file its path, part of the pod's identity
     * @throws DecodeException if it is no pod
     */
    static Pod read(String file, byte[] content, String nodeName, Instant now) {
        var object = Pod.KIND.read(json(content));
        if (!"Pod".equals(object.tree().get("kind"))) {
            throw new DecodeException("no Pod");
        }
        var pod = new Pod(Defaulting.builtIn().apply(object.tree()));
        if (pod.name().isEmpty() || pod.spec().containers().isEmpty()) {
            throw new DecodeException("a pod needs a name and a container");
        }
        var hash = hash(file, content, nodeName);
        var annotations = new HashMap<>(pod.metadata().annotations());
        annotations.putAll(Map.of(SOURCE, "file", HASH, hash, SEEN, Timestamps.of(now)));
        var tolerations = new ArrayList<>(pod.spec().tolerations());
        tolerations.add(Toleration.EMPTY.withOperator("Exists").withEffect("NoExecute"));
        var namespace = pod.namespace().isEmpty() ? "default" : pod.namespace();
        return pod.withMetadata(meta -> meta.withName(pod.name() + "-" + nodeName)
                        .withNamespace(namespace)
                        .withUid(hash)
                        .withAnnotations(annotations))
                .withSpec(spec -> spec.withNodeName(nodeName).withTolerations(tolerations))
                .withStatus(status -> status.withPhase("Pending").withQosClass(QosClass.of(pod.spec())));
    }

    private static String hash(String file, byte[] content, String nodeName) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update((nodeName + "\n" + file + "\n").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(content), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] json(byte[] content) {
        try {
            Object loaded = new Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(new String(content, StandardCharsets.UTF_8));
            if (!(loaded instanceof Map<?, ?> map)) {
                throw new DecodeException("no object");
            }
            return JsonWriter.bytes(dict(map));
        } catch (YAMLException e) {
            throw new DecodeException(String.valueOf(e.getMessage()));
        }
    }

    private static Dict dict(Map<?, ?> map) {
        var builder = Dict.builder();
        map.forEach((key, value) -> {
            if (value != null) {
                builder.put(String.valueOf(key), tree(value));
            }
        });
        return builder.build();
    }

    private static Object tree(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Map<?, ?> map -> dict(map);
            case List<?> list -> list.stream().map(StaticPod::tree).toList();
            case Integer number -> number.longValue();
            case Long number -> number;
            case Double number -> number;
            case Boolean flag -> flag;
            default -> value.toString();
        };
    }
}
