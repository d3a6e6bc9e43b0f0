package io.navarch.controllers.namespace;

import io.navarch.client.Call;
import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.informer.Lister;
import io.navarch.client.metadata.Discovery;
import io.navarch.client.metadata.PartialObject;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.NamespaceCondition;
import io.navarch.model.core.v1.NamespaceStatus;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.JsonWriter;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Deletes everything in a namespace that is being deleted, pods before all else (who is left without its secrets or network
 * rules must not go on), says in its conditions what remains, and removes the finalizer
 * {@code kubernetes} when nothing does.
 */
public final class NamespaceController implements Controller {
    private static final String FINALIZER = "kubernetes";
    private static final int WORKERS = 10;
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final KubeClient client;
    private final Discovery discovery;
    private final Lister<Namespace> namespaces;
    private final Clock clock;
    private final ReconcileLoop<ObjectKey> loop;

    /**
     * What a pass over a namespace found.
     *
     * @param failures messages of resources that could not be deleted
     * @param remaining how many objects of each resource are still there
     * @param finalizers how many objects wait for each finalizer
     */
    private record Found(List<String> failures, Map<String, Integer> remaining, Map<String, Integer> finalizers) {}

    public NamespaceController(ControllerContext context) {
        client = context.client(name());
        discovery = new Discovery(client.transport());
        clock = context.clock();
        var informer = context.informers().of(Namespace.KIND);
        namespaces = informer.lister();
        loop = new ReconcileLoop<>(name(), clock, this::reconcile);
        informer.onChange((before, after) -> {
            if (after != null && after.metadata().hasDeletionTimestamp()) {
                loop.queue().add(after.key());
            }
        });
    }

    private Next reconcile(ObjectKey key) {
        var found = namespaces.find(key);
        return found.isEmpty() ? Next.done() : reconcile(found.get());
    }

    /** One pass over a namespace. */
    Next reconcile(Namespace namespace) {
        if (!namespace.metadata().hasDeletionTimestamp()
                || !namespace.spec().finalizers().contains(FINALIZER)) {
            return Next.done();
        }
        var result = deleteContents(namespace.name());
        if (result.failures().isEmpty() && result.remaining().isEmpty()) {
            finish(namespace);
            return Next.done();
        }
        writeConditions(namespace, result);
        return Next.after(LOOK_AGAIN);
    }

    private Found deleteContents(String namespace) {
        var found = new Found(new ArrayList<>(), new TreeMap<>(), new TreeMap<>());
        var resources = discovery.resources();
        resources.stream().filter(NamespaceController::isPods).forEach(pods -> tryDelete(namespace, pods, found));
        if (found.remaining().isEmpty() && found.failures().isEmpty()) {
            resources.stream()
                    .filter(resource -> resource.kind().namespaced() && !isPods(resource))
                    .filter(resource -> resource.verbs().containsAll(List.of("delete", "list")))
                    .forEach(resource -> tryDelete(namespace, resource, found));
        }
        return found;
    }

    private static boolean isPods(Discovery.Served resource) {
        return resource.kind().group().isEmpty() && resource.kind().resource().equals("pods");
    }

    private void tryDelete(String namespace, Discovery.Served resource, Found found) {
        try {
            delete(namespace, resource, found);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                found.failures().add(resource.kind().resource() + ": " + e.getMessage());
            }
        }
    }

    private void delete(String namespace, Discovery.Served resource, Found found) {
        var objects = client.of(resource.kind(), namespace);
        var items = objects.list(ListOptions.ALL).items();
        if (items.isEmpty()) {
            return;
        }
        if (resource.verbs().contains("deletecollection")) {
            var path = resource.kind().basePath() + "/namespaces/" + namespace + "/"
                    + resource.kind().resource();
            var options = "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"propagationPolicy\":\"Background\"}";
            client.transport()
                    .call(Call.delete(path, options.getBytes(StandardCharsets.UTF_8)))
                    .orThrow();
        } else {
            items.forEach(item -> objects.deleteIfPresent(item.name(), io.navarch.client.DeleteOptions.BACKGROUND));
        }
        var left = objects.list(ListOptions.ALL).items();
        if (!left.isEmpty()) {
            var name = resource.kind().resource() + "." + resource.kind().group();
            found.remaining().put(name, left.size());
            for (PartialObject item : left) {
                item.metadata().finalizers().forEach(finalizer -> found.finalizers()
                        .merge(finalizer, 1, Integer::sum));
            }
        }
    }

    private void finish(Namespace namespace) {
        var left = namespace.spec().finalizers().stream()
                .filter(finalizer -> !finalizer.equals(FINALIZER))
                .toList();
        // Finalize takes the whole list: an empty one must be said, so it is set on the tree.
        var spec = namespace.spec().tree().with("finalizers", left);
        var path = client.of(Namespace.KIND).path(namespace.name()) + "/finalize";
        var answer = client.transport()
                .call(Call.of(
                        "PUT",
                        path,
                        "application/json",
                        JsonWriter.bytes(namespace.tree().with("spec", spec))));
        if (answer.status() != 404) {
            answer.orThrow();
        }
    }

    private void writeConditions(Namespace namespace, Found found) {
        try {
            client.of(Namespace.KIND)
                    .changeStatus(namespace.name(), current -> current.withStatus(conditions(current.status(), found)));
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private NamespaceStatus conditions(NamespaceStatus status, Found found) {
        boolean failed = !found.failures().isEmpty();
        status = condition(
                status,
                "NamespaceDeletionDiscoveryFailure",
                false,
                "ResourcesDiscovered",
                "All resources successfully discovered");
        status = condition(
                status,
                "NamespaceDeletionGroupVersionParsingFailure",
                false,
                "ParsedGroupVersions",
                "All legacy kube types successfully parsed");
        status = condition(
                status,
                "NamespaceDeletionContentFailure",
                failed,
                failed ? "ContentDeletionFailed" : "ContentDeleted",
                failed
                        ? "Failed to delete all resource types, "
                                + found.failures().size() + " remaining: "
                                + String.join(", ", new TreeSet<>(found.failures()))
                        : "All content successfully deleted, may be waiting on finalization");
        boolean remains = !found.remaining().isEmpty();
        status = condition(
                status,
                "NamespaceContentRemaining",
                remains,
                remains ? "SomeResourcesRemain" : "ContentRemoved",
                remains
                        ? "Some resources are remaining: " + counted(found.remaining(), " has %d resource instances")
                        : "All content successfully removed");
        boolean waits = !found.finalizers().isEmpty();
        return condition(
                status,
                "NamespaceFinalizersRemaining",
                waits,
                waits ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
                waits
                        ? "Some content in the namespace has finalizers remaining: "
                                + counted(found.finalizers(), " in %d resource instances")
                        : "All content-preserving finalizers finished");
    }

    private static String counted(Map<String, Integer> counts, String words) {
        return String.join(
                ", ",
                counts.entrySet().stream()
                        .map(entry -> entry.getKey() + words.formatted(entry.getValue()))
                        .toList());
    }

    private NamespaceStatus condition(
            NamespaceStatus status, String type, boolean holds, String reason, String message) {
        var value = holds ? "True" : "False";
        var before =
                status.conditions().stream().filter(c -> c.type().equals(type)).findFirst();
        if (before.isPresent()
                && before.get().status().equals(value)
                && before.get().reason().equals(reason)
                && before.get().message().equals(message)) {
            return status;
        }
        var since = before.filter(c -> c.status().equals(value))
                .map(NamespaceCondition::lastTransitionTime)
                .orElse(Timestamps.of(clock.now()));
        var conditions = new ArrayList<>(
                status.conditions().stream().filter(c -> !c.type().equals(type)).toList());
        conditions.add(NamespaceCondition.EMPTY
                .withType(type)
                .withStatus(value)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since));
        return status.withConditions(conditions);
    }

    @Override
    public String name() {
        return "namespace-controller";
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
    }
}
