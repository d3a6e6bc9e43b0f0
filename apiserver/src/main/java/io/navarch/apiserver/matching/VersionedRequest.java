package io.navarch.apiserver.matching;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.Converter;
import io.navarch.apiserver.registry.Converters;
import io.navarch.apiserver.request.User;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as somebody outside sees it: its objects in the version that they asked for, and the {@code AdmissionRequest} of
 * reviews and expressions. Confined to the request's thread.
 */
public final class VersionedRequest {
    private final AdmissionRequest request;
    private final ServedKind as;
    private final @Nullable Converter converter;
    private @Nullable Struct object;
    private @Nullable Struct oldObject;
    private @Nullable Dict tree;

    /** @param as the version in which the objects are shown */
    public VersionedRequest(AdmissionRequest request, ServedKind as, Converters converters) {
        this.request = request;
        this.as = as;
        this.converter = ofOwnKind(request) ? converters.of(as) : null;
    }

    /** Whether the object is of the resource's kind; scales and evictions are not, and have one version only. */
    private static boolean ofOwnKind(AdmissionRequest request) {
        return request.kind().equals(request.served().definition().kind());
    }

    public AdmissionRequest request() {
        return request;
    }

    /** The object, or null. */
    public @Nullable Struct object() {
        if (object == null) {
            object = shown(request.object());
        }
        return object;
    }

    /** What is stored, or null. */
    public @Nullable Struct oldObject() {
        if (oldObject == null) {
            oldObject = shown(request.oldObject());
        }
        return oldObject;
    }

    private @Nullable Struct shown(@Nullable Struct stored) {
        if (stored == null) {
            return null;
        }
        if (converter != null) {
            return converter.toServed(stored);
        }
        // Versions that look the same differ in what they say they are.
        return ofOwnKind(request) ? stored.with("apiVersion", as.apiVersion()) : stored;
    }

    /** Works everything out now, so that several threads may read it. */
    public void complete() {
        object();
        oldObject();
        tree();
    }

    /** An object of the shown version as it is stored. */
    public Struct stored(Struct changed) {
        if (converter != null) {
            return converter.toStored(changed);
        }
        return ofOwnKind(request)
                ? changed.with("apiVersion", as.definition().storageVersion().apiVersion())
                : changed;
    }

    /** The request without uid and objects: what {@code request} is in expressions. */
    public Dict tree() {
        if (tree == null) {
            tree = describe();
        }
        return tree;
    }

    private Dict describe() {
        var served = request.served();
        boolean own = ofOwnKind(request);
        var plural = served.definition().plural();
        var described = Dict.builder()
                .put("kind", own ? kind(as.apiVersion(), request.kind()) : kind(request.apiVersion(), request.kind()))
                .put("resource", resource(as, plural))
                .put("requestKind", kind(request.apiVersion(), request.kind()))
                .put("requestResource", resource(served, plural))
                .put("operation", request.operation().name())
                .put("userInfo", userInfo(request.user()))
                .put("dryRun", request.dryRun())
                .put("options", options());
        putIfAny(described, "subResource", request.subresource());
        putIfAny(described, "requestSubResource", request.subresource());
        putIfAny(described, "name", request.name());
        var namespaceItself = served.definition().resource().equals("namespaces");
        putIfAny(described, "namespace", namespaceItself ? request.name() : request.namespace());
        return described.build();
    }

    private Object options() {
        Obj options = request.options();
        return options.isEmpty() ? io.navarch.model.tree.JsonNull.NULL : options;
    }

    private static void putIfAny(Dict.Builder builder, String name, String value) {
        if (!value.isEmpty()) {
            builder.put(name, value);
        }
    }

    private static Dict kind(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        return Dict.builder()
                .put("group", slash < 0 ? "" : apiVersion.substring(0, slash))
                .put("version", apiVersion.substring(slash + 1))
                .put("kind", kind)
                .build();
    }

    private static Dict resource(ServedKind served, String plural) {
        return Dict.builder()
                .put("group", served.group())
                .put("version", served.version().version())
                .put("resource", plural)
                .build();
    }

    private static Dict userInfo(User user) {
        var described = Dict.builder();
        putIfAny(described, "username", user.name());
        putIfAny(described, "uid", user.uid());
        if (!user.groups().isEmpty()) {
            described.put("groups", List.<Object>copyOf(user.groups()));
        }
        if (!user.extra().isEmpty()) {
            Map<String, Object> extra = new HashMap<>();
            user.extra().forEach((name, values) -> extra.put(name, List.<Object>copyOf(values)));
            described.put("extra", Dict.of(extra));
        }
        return described.build();
    }
}
