package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.Image;
import io.navarch.kubelet.cri.RpcCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The images of a simulated engine. Every image exists in its registry, unless the last part of its repository's name
 * begins with missing, nosuch, nonexist or does-not-exist (hyphens or not). Thread-safe.
 */
final class SimulatedImages {
    private static final Pattern ABSENT = Pattern.compile("(missing|no-?such|non-?exist|does-?not-?exist).*");
    private static final Pattern REFERENCE = Pattern.compile(
            "(?:[\\w.-]+(?::\\d+)?/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\\w][\\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?");
    private static final int SMALLEST = 1 << 20;

    private final Map<String, Image> byId = new ConcurrentHashMap<>();
    private final Map<String, String> idsByName = new ConcurrentHashMap<>();

    SimulatedImages() {}

    private SimulatedImages(SimulatedImages like) {
        byId.putAll(like.byId);
        idsByName.putAll(like.idsByName);
    }

    /** The same images, of which the same are pulled. */
    SimulatedImages copy() {
        return new SimulatedImages(this);
    }

    List<Image> list() {
        return List.copyOf(byId.values());
    }

    /** The image of that name, digest or id. */
    Optional<Image> find(String image) {
        Image direct = byId.get(image.startsWith("sha256:") ? image : "sha256:" + image);
        if (direct != null) {
            return Optional.of(direct);
        }
        String id = idsByName.get(normalized(image));
        return id == null ? Optional.empty() : Optional.ofNullable(byId.get(id));
    }

    /** Puts the image where {@link #find} finds it, and answers its id. */
    String pull(String image) {
        if (!REFERENCE.matcher(image).matches()) {
            boolean upper = image.chars().anyMatch(Character::isUpperCase);
            throw new ContainerRuntimeException(
                    RpcCode.UNKNOWN,
                    "failed to parse image reference \"" + image + "\": invalid reference format"
                            + (upper ? ": repository name must be lowercase" : ""));
        }
        String name = normalized(image);
        String repository = repository(name);
        if (ABSENT.matcher(repository.substring(repository.lastIndexOf('/') + 1))
                .matches()) {
            throw notFound(name);
        }
        int at = name.indexOf('@');
        String digest = at >= 0 ? name.substring(at + 1) : "sha256:" + sha256("manifest " + name);
        String id = "sha256:" + sha256("config " + (at >= 0 ? digest : name));
        long size = SMALLEST + Math.floorMod(id.hashCode(), 100 * SMALLEST);
        String pinned = repository + "@" + digest;
        byId.put(id, new Image(id, at >= 0 ? List.of() : List.of(name), List.of(pinned), size, null, "", false));
        idsByName.put(name, id);
        idsByName.put(pinned, id);
        return id;
    }

    static ContainerRuntimeException notFound(String name) {
        return new ContainerRuntimeException(
                RpcCode.NOT_FOUND,
                "failed to pull and unpack image \"" + name + "\": failed to resolve reference \"" + name + "\": "
                        + name + ": not found");
    }

    void remove(String image) {
        find(image).ifPresent(found -> {
            byId.remove(found.id());
            idsByName.values().removeIf(found.id()::equals);
        });
    }

    /** The name with its registry and tag: {@code nginx} is {@code docker.io/library/nginx:latest}. */
    static String normalized(String image) {
        int slash = image.indexOf('/');
        String first = slash < 0 ? "" : image.substring(0, slash);
        String name = image;
        if (!first.contains(".") && !first.contains(":") && !first.equals("localhost")) {
            name = "docker.io/" + (slash < 0 ? "library/" : "") + image;
        }
        boolean tagged = name.indexOf(':', name.lastIndexOf('/') + 1) >= 0;
        return tagged || name.contains("@") ? withoutTagBeforeDigest(name) : name + ":latest";
    }

    private static String withoutTagBeforeDigest(String name) {
        int at = name.indexOf('@');
        return at < 0 ? name : repository(name) + name.substring(at);
    }

    private static String repository(String name) {
        String plain = name.contains("@") ? name.substring(0, name.indexOf('@')) : name;
        int tag = plain.indexOf(':', plain.lastIndexOf('/') + 1);
        return tag < 0 ? plain : plain.substring(0, tag);
    }

    /** The hexadecimal SHA-256 of a text; ids are made of it. */
    static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
