package io.navarch.apiserver.subresource;

import io.navarch.apiserver.auth.ServiceAccountTokens;
import io.navarch.apiserver.registry.ApplyPatcher;
import io.navarch.apiserver.registry.ForeignObjects;
import io.navarch.apiserver.registry.Registry;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.runtime.Clock;

/** The handlers of this package, ready to be added to a registry. */
public final class Subresources {
    private final ForeignObjects objects;
    private final ApplyPatcher fields;
    private final ServiceAccountTokens tokens;
    private final ComponentHealth health;
    private final Clock clock;

    /**
     * @param fields keeps the book of managed fields
     * @param health asked for component statuses
     */
    public Subresources(
            ForeignObjects objects,
            ApplyPatcher fields,
            ServiceAccountTokens tokens,
            ComponentHealth health,
            Clock clock) {
        this.objects = objects;
        this.fields = fields;
        this.tokens = tokens;
        this.health = health;
        this.clock = clock;
    }

    /** Makes the registry answer requests to these sub-resources. */
    public void addTo(Registry registry) {
        var door = new AdmissionDoor(registry.admission());
        var scale = new ScaleHandler(registry, objects, fields, kind -> new Replicas.Usual());
        registry.serve("", "replicationcontrollers", "scale", scale);
        registry.serve("apps", "deployments", "scale", scale);
        registry.serve("apps", "replicasets", "scale", scale);
        registry.serve("apps", "statefulsets", "scale", scale);
        registry.serveCustom("scale", new ScaleHandler(registry, objects, fields, Subresources::customReplicas));
        var binding = new BindingHandler(registry, objects, door, clock);
        registry.serve("", "pods", "binding", binding);
        registry.serve("", "bindings", "", binding);
        registry.serve("", "pods", "eviction", new EvictionHandler(registry, objects, door, clock));
        registry.serve("", "serviceaccounts", "token", new TokenHandler(registry, objects, door, tokens, clock));
        registry.serve("", "componentstatuses", "", new ComponentStatusHandler(objects, health));
    }

    private static Replicas customReplicas(ServedKind kind) {
        var custom = kind.version().custom();
        var paths = custom == null ? null : custom.scale();
        if (paths == null) {
            throw new ApiException(Reason.NOT_FOUND, "the server could not find the requested resource");
        }
        return new Replicas.AtPaths(paths);
    }
}
