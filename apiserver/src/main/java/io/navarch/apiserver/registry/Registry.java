package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.RequestInfo;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers every request about a resource. Storage, caches and encodings of a kind come into being on its first use; when the
 * definition of a (custom) kind changes they are made anew. Thread-safe.
 */
public final class Registry implements ApiHandler, ObjectStores, AutoCloseable {
    /** In the place of group and plural: those of all custom kinds. */
    private static final String ANY = "*";

    private final RegistryParts parts;
    private final Admission admission;
    private final Map<String, ResourceStorage> storages = new ConcurrentHashMap<>();
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
    private final Map<String, SubresourceHandler> handlers = new ConcurrentHashMap<>();
    private final Reader reader = new Reader();
    private final Watcher watcher;
    private final ObjectWriter writer;
    private final ObjectDeleter remover;
    private final Creator creator;
    private final Updater updater;
    private final Patcher patcher;
    private final Deleter deleter;

    public Registry(RegistryParts parts) {
        this.parts = parts;
        this.admission = parts.admission().apply(this);
        var bodies = new BodyReader(parts.kinds());
        this.watcher = new Watcher(parts.random());
        this.writer = new ObjectWriter(parts, this, admission);
        this.remover = new ObjectDeleter(parts, this, admission);
        this.creator = new Creator(bodies, parts.rules(), writer);
        this.updater = new Updater(bodies, parts, writer);
        this.patcher = new Patcher(bodies, parts, writer);
        this.deleter = new Deleter(remover);
    }

    /**
     * Lets the handler answer for a sub-resource, or with a sub-resource of "" for a resource that is not stored (reviews).
     *
     * @param group the group of the kind's definition, "" for core
     */
    public void serve(String group, String plural, String subresource, SubresourceHandler handler) {
        handlers.put(handlerKey(group, plural, subresource), handler);
    }

    /** Lets the handler answer for a sub-resource of every custom kind that has it. */
    public void serveCustom(String subresource, SubresourceHandler handler) {
        handlers.put(handlerKey(ANY, ANY, subresource), handler);
    }

    private static String handlerKey(String group, String plural, String subresource) {
        return group + "/" + plural + "/" + subresource;
    }

    @Override
    public ApiResponse handle(ApiRequest request) throws InterruptedException {
        var info = request.info();
        var served = served(info);
        var definition = served.definition();
        if (!definition.namespaced()
                && !info.namespace().isEmpty()
                && !info.resource().equals("namespaces")) {
            throw unknown();
        }
        var handler = handler(definition, info.subresource());
        checkVerb(request, served, handler != null);
        if (handler != null && !definition.stored() && info.verb().equals("create")) {
            Accepted.refuseTables(request);
        }
        var answer = handler != null ? handler.handle(request, served) : answer(endpoint(served), request);
        var warning = served.version().warning();
        return warning.isEmpty() ? answer : Answers.withWarnings(answer, List.of(warning));
    }

    private ServedKind served(RequestInfo info) {
        return parts.kinds()
                .get()
                .byResource(info.group(), info.version(), info.resource())
                .filter(found -> found.version().served())
                .orElseThrow(Registry::unknown);
    }

    private @Nullable SubresourceHandler handler(KindDefinition kind, String subresource) {
        var own = handlers.get(handlerKey(kind.group(), kind.plural(), subresource));
        return own == null && kind.custom() && !subresource.isEmpty()
                ? handlers.get(handlerKey(ANY, ANY, subresource))
                : own;
    }

    private static void checkVerb(ApiRequest request, ServedKind served, boolean handled) {
        var info = request.info();
        if (info.subresource().isEmpty()) {
            boolean placed = !served.definition().namespaced()
                    || !info.namespace().isEmpty()
                    || List.of("list", "watch").contains(info.verb());
            boolean named = !info.name().isEmpty();
            boolean addressed =
                    switch (info.verb()) {
                        case "create" -> !named;
                        case "update", "patch" -> named;
                        default -> true;
                    };
            if (!served.definition().verbs().contains(info.verb()) || !placed || !addressed) {
                throw notAllowed();
            }
            if (!handled && !served.definition().stored()) {
                throw unknown();
            }
            return;
        }
        var subresource = served.version().subresource(info.subresource()).orElseThrow(Registry::unknown);
        // A proxied server is asked whatever the client asks; OPTIONS is no verb of the API's own.
        boolean passed = info.subresource().equals("proxy") && request.method().equals("OPTIONS");
        if (!subresource.verbs().contains(info.verb()) && !passed) {
            throw notAllowed();
        }
        if (!handled && !subresource.kind().equals(served.definition().kind())) {
            throw unknown();
        }
    }

    private ApiResponse answer(Endpoint endpoint, ApiRequest request) throws InterruptedException {
        var info = request.info();
        var namespace = endpoint.served().definition().namespaced() ? info.namespace() : "";
        return switch (info.verb()) {
            case "get" -> reader.get(endpoint, request, namespace, info.name());
            case "list" -> reader.list(endpoint, request, namespace);
            case "watch" -> watcher.watch(endpoint, request, namespace, info.name());
            case "create" -> creator.create(endpoint, request, namespace);
            case "update" -> updater.update(endpoint, request, namespace);
            case "patch" -> patcher.patch(endpoint, request, namespace);
            case "delete" -> deleter.delete(endpoint, request, namespace);
            case "deletecollection" -> deleter.deleteCollection(endpoint, request, namespace);
            default -> throw notAllowed();
        };
    }

    private Endpoint endpoint(ServedKind served) {
        var key = served.apiVersion() + "/" + served.definition().plural();
        var known = endpoints.get(key);
        if (known != null
                && known.served().definition() == served.definition()
                && known.served().version() == served.version()) {
            return known;
        }
        var made = new Endpoint(
                served, storage(served.definition()), parts.converters().of(served), parts.tables());
        endpoints.put(key, made);
        return made;
    }

    private ResourceStorage storage(KindDefinition kind) {
        var known = storages.get(kind.resource());
        if (known != null && known.kind() == kind) {
            return known;
        }
        return storages.compute(kind.resource(), (resource, before) -> {
            boolean stale = before != null
                    && parts.kinds()
                                    .get()
                                    .definition(kind.group(), kind.plural())
                                    .orElse(null)
                            == before.kind();
            if (before != null && (before.kind() == kind || stale)) {
                return before;
            }
            if (before != null) {
                before.close();
            }
            var stored = new ServedKind(kind, kind.storageVersion());
            var current = kind.custom() ? parts.converters().of(stored) : null;
            return new ResourceStorage(kind, parts.store(), parts.clock(), current);
        });
    }

    /** Lets go of what was kept for a kind that is no longer served; its watches end. */
    public void forget(KindDefinition kind) {
        var storage = storages.remove(kind.resource());
        if (storage != null) {
            storage.close();
        }
        endpoints
                .values()
                .removeIf(endpoint -> endpoint.served().definition().resource().equals(kind.resource()));
    }

    @Override
    public ObjectStore of(String group, String plural) {
        var kind = parts.kinds().get().definition(group, plural).orElseThrow(Registry::unknown);
        return new KindStore(storage(kind), parts.rules(), writer, remover);
    }

    /** What has the last word on writes, for handlers that write on their own. */
    public Admission admission() {
        return admission;
    }

    static ApiException unknown() {
        return new ApiException(Reason.NOT_FOUND, "the server could not find the requested resource");
    }

    private static ApiException notAllowed() {
        return new ApiException(
                Reason.METHOD_NOT_ALLOWED, "the server does not allow this method on the requested resource");
    }

    /** Ends all watches and stops following the store. */
    @Override
    public void close() {
        storages.values().forEach(ResourceStorage::close);
    }
}
