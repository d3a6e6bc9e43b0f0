package io.navarch.kubelet.image;

import io.navarch.kubelet.NodeObjects;
import io.navarch.kubelet.cri.RegistryAuth;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The registry credentials in a pod's image pull secrets. Thread-safe. */
public final class PullSecrets {
    private final NodeObjects objects;

    public PullSecrets(NodeObjects objects) {
        this.objects = objects;
    }

    /** The credentials for the image's registry; secrets that are missing or unreadable are passed over, as upstream does. */
    public List<RegistryAuth> of(Pod pod, String image) {
        var registry = registry(image);
        var found = new ArrayList<RegistryAuth>();
        for (var reference : pod.spec().imagePullSecrets()) {
            objects.secret(pod.namespace(), reference.name()).ifPresent(secret -> addMatching(secret, registry, found));
        }
        return found;
    }

    /** {@code appstore:5000} of {@code appstore:5000/a/b}; names without a host are of Docker's registry. */
    private static String registry(String image) {
        int slash = image.indexOf('/');
        var first = slash < 0 ? "" : image.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return host ? first : "docker.io";
    }

    private static void addMatching(Secret secret, String registry, List<RegistryAuth> found) {
        var modern = secret.data().get(".dockerconfigjson");
        var old = secret.data().get(".dockercfg");
        try {
            if (modern != null && json(modern).get("auths") instanceof Dict auths) {
                addMatching(auths, registry, found);
            } else if (old != null) {
                addMatching(json(old), registry, found);
            }
        } catch (DecodeException | IllegalArgumentException e) {
            // A secret of the right name with other content gives no credentials; the pull will say what it lacks.
            return;
        }
    }

    private static Dict json(String base64) {
        return JsonReader.any(Base64.getDecoder().decode(base64)) instanceof Dict dict ? dict : Dict.EMPTY;
    }

    private static void addMatching(Dict auths, String registry, List<RegistryAuth> found) {
        auths.forEachMember((server, entry) -> {
            var host = server.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
            boolean matches = host.equals(registry)
                    || registry.equals("docker.io")
                            && (host.equals("index.docker.io") || host.equals("registry-1.docker.io"));
            if (matches && entry instanceof Dict dict) {
                found.add(auth(dict));
            }
        });
    }

    private static RegistryAuth auth(Dict entry) {
        var username = entry.get("username") instanceof String text ? text : "";
        var password = entry.get("password") instanceof String text ? text : "";
        if (username.isEmpty() && entry.get("auth") instanceof String encoded) {
            var plain = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = plain.indexOf(':');
            if (colon > 0) {
                username = plain.substring(0, colon);
                password = plain.substring(colon + 1);
            }
        }
        return RegistryAuth.basic(username, password);
    }
}
