package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Toleration;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A namespace's annotations say which tolerations its pods get, and which they may have. Off by default. */
final class PodTolerationRestrictionPlugin implements AdmissionPlugin {
    private static final String DEFAULTS = "scheduler.alpha.kubernetes.io/defaultTolerations";
    private static final String ALLOWED = "scheduler.alpha.kubernetes.io/tolerationsWhitelist";

    private final ObjectStores stores;

    PodTolerationRestrictionPlugin(ObjectStores stores) {
        this.stores = stores;
    }

    @Override
    public String name() {
        return "PodTolerationRestriction";
    }

    private static boolean writes(AdmissionRequest request) {
        return (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE)
                && AdmissionPlugin.isAbout(request, "pods");
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        if (!writes(request) || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var defaults = ofNamespace(request, DEFAULTS);
        if (defaults.isEmpty()) {
            return tree;
        }
        var pod = new Pod(tree);
        var all = new ArrayList<>(defaults);
        all.addAll(pod.spec().tolerations());
        return pod.withSpec(pod.spec().withTolerations(withoutCovered(all))).tree();
    }

    @Override
    public void validate(AdmissionRequest request, Consumer<String> warnings) {
        if (!writes(request) || !(request.object() instanceof Struct tree)) {
            return;
        }
        var tolerations = new Pod(tree).spec().tolerations();
        var allowed = tolerations.isEmpty() ? List.<Toleration>of() : ofNamespace(request, ALLOWED);
        boolean fits = allowed.isEmpty()
                || tolerations.stream()
                        .allMatch(toleration -> allowed.stream().anyMatch(one -> covers(one, toleration)));
        if (!fits) {
            throw Refusals.forbidden(
                    request,
                    "pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace"
                            + " whitelist");
        }
    }

    private List<Toleration> ofNamespace(AdmissionRequest request, String annotation) {
        var namespace = stores.of("", "namespaces").find("", request.namespace());
        var text = namespace == null
                ? null
                : new Namespace(namespace).metadata().annotations().get(annotation);
        if (text == null || text.isEmpty()) {
            return List.of();
        }
        try {
            var tolerations = new ArrayList<Toleration>();
            if (JsonReader.any(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)) instanceof List<?> list) {
                for (var element : list) {
                    tolerations.add(new Toleration(JsonReader.struct(Toleration.TYPE, JsonWriter.bytes(element))));
                }
            }
            return tolerations;
        } catch (DecodeException e) {
            throw Refusals.forbidden(request, String.valueOf(e.getMessage()));
        }
    }

    /** Those that no other of them makes superfluous, in their order. */
    private static List<Toleration> withoutCovered(List<Toleration> all) {
        var kept = new ArrayList<Toleration>();
        for (int i = 0; i < all.size(); i++) {
            boolean covered = false;
            for (int j = 0; j < all.size() && !covered; j++) {
                boolean first = j < i || !covers(all.get(i), all.get(j));
                covered = i != j && first && covers(all.get(j), all.get(i));
            }
            if (!covered) {
                kept.add(all.get(i));
            }
        }
        return kept;
    }

    /** Whether the first tolerates everything that the second does. */
    private static boolean covers(Toleration more, Toleration less) {
        if (more.equals(less)) {
            return true;
        }
        boolean exists = more.operator().equals("Exists");
        if (!more.key().equals(less.key()) && !(more.key().isEmpty() && exists)) {
            return false;
        }
        if (!more.effect().isEmpty() && !more.effect().equals(less.effect())) {
            return false;
        }
        if (more.effect().equals("NoExecute")
                && more.hasTolerationSeconds()
                && (!less.hasTolerationSeconds() || more.tolerationSeconds() < less.tolerationSeconds())) {
            return false;
        }
        return exists || (!less.operator().equals("Exists") && more.value().equals(less.value()));
    }
}
