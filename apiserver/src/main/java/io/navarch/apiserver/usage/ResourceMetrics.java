package io.navarch.apiserver.usage;

import io.navarch.apiserver.proxy.KubeletPages;
import io.navarch.apiserver.registry.ForeignObjects;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.registry.Registry;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.model.Timestamps;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.kind.KindDefinition;
import io.navarch.model.kind.KindVersion;
import io.navarch.model.kind.Kinds;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.meta.v1.ObjectMeta;
import io.navarch.model.selector.FieldSelector;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.selector.SelectorException;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers {@code nodes} and {@code pods} of {@code metrics.k8s.io/v1beta1}. Thread-safe; blocks while kubelets are asked. */
public final class ResourceMetrics {
    public static final String GROUP = "metrics.k8s.io";
    private static final String VERSION = "v1beta1";

    private final ObjectStores stores;
    private final NodeReadings readings;
    private final ForeignObjects objects;
    private final Clock clock;

    public ResourceMetrics(ObjectStores stores, KubeletPages kubelets, ForeignObjects objects, Clock clock) {
        this.stores = stores;
        this.readings = new NodeReadings(kubelets, clock);
        this.objects = objects;
        this.clock = clock;
    }

    /** Answers from now on where the kinds are served. */
    public void addTo(Registry registry) {
        registry.serve(GROUP, "nodes", "", this::nodes);
        registry.serve(GROUP, "pods", "", this::pods);
    }

    /** The same kinds and those of this group. */
    public static Kinds addTo(Kinds kinds) {
        return kinds == Kinds.builtIn() ? BuiltIn.KINDS : added(kinds);
    }

    /** What most servers of a process serve, made once. */
    private static final class BuiltIn {
        private static final Kinds KINDS = added(Kinds.builtIn());
    }

    private static Kinds added(Kinds kinds) {
        var more = kinds;
        for (var plural : List.of("nodes", "pods")) {
            more = more.with(served(kinds.definition(GROUP, plural).orElseThrow()));
        }
        return more;
    }

    private static KindDefinition served(KindDefinition kind) {
        var versions = kind.versions().stream()
                .map(version -> new KindVersion(
                        version.group(),
                        version.version(),
                        version.type(),
                        true,
                        version.storage(),
                        version.legacy(),
                        version.convert(),
                        version.warning(),
                        version.subresources(),
                        version.selectableFields(),
                        version.columns()))
                .toList();
        return new KindDefinition(
                kind.kind(),
                kind.listKind(),
                kind.plural(),
                kind.singular(),
                kind.shortNames(),
                kind.categories(),
                kind.group(),
                kind.namespaced(),
                kind.verbs(),
                versions,
                kind.registryPrefix(),
                kind.writeRules(),
                kind.custom());
    }

    private ApiResponse nodes(ApiRequest request, ServedKind served) throws InterruptedException {
        var name = request.info().name();
        if (!name.isEmpty()) {
            var node = new Node(stores.of("", "nodes").get("", name));
            var found = nodeMetrics(served, node, readings.of(List.of(name)));
            return objects.answer(
                    200, request, served, found.orElseThrow(() -> ApiException.notFound(GROUP, "nodemetrics", name)));
        }
        var nodes = selected(request, "nodes", "").stream().map(Node::new).toList();
        var read = readings.of(nodes.stream().map(Node::name).toList());
        return objects.answer(
                request,
                served,
                nodes.stream()
                        .flatMap(node -> nodeMetrics(served, node, read).stream())
                        .toList());
    }

    private Optional<Struct> nodeMetrics(ServedKind served, Node node, Map<String, NodeReading> readings) {
        var reading = readings.get(node.name());
        if (reading == null || reading.node() == null) {
            return Optional.empty();
        }
        var metrics = head(served, node.metadata(), reading)
                .put("usage", reading.node().resources());
        return Optional.of(struct(served, metrics));
    }

    private ApiResponse pods(ApiRequest request, ServedKind served) throws InterruptedException {
        var info = request.info();
        if (!info.name().isEmpty()) {
            var full = info.namespace() + "/" + info.name();
            var pod = Optional.ofNullable(stores.of("", "pods").find(info.namespace(), info.name()))
                    .map(Pod::new)
                    .orElseThrow(() -> ApiException.notFound("", "pods", full));
            var found = podMetrics(served, pod, readings.of(nodesOf(List.of(pod))));
            return objects.answer(
                    200, request, served, found.orElseThrow(() -> ApiException.notFound(GROUP, "podmetrics", full)));
        }
        var pods = selected(request, "pods", info.namespace()).stream()
                .map(Pod::new)
                .filter(pod -> pod.status().phase().equals("Running"))
                .toList();
        var read = readings.of(nodesOf(pods));
        return objects.answer(
                request,
                served,
                pods.stream()
                        .flatMap(pod -> podMetrics(served, pod, read).stream())
                        .toList());
    }

    private static List<String> nodesOf(List<Pod> pods) {
        return pods.stream()
                .map(pod -> pod.spec().nodeName())
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    private Optional<Struct> podMetrics(ServedKind served, Pod pod, Map<String, NodeReading> readings) {
        var reading = readings.get(pod.spec().nodeName());
        var containers = reading == null ? null : reading.pods().get(NodeReading.key(pod.namespace(), pod.name()));
        if (reading == null || containers == null) {
            return Optional.empty();
        }
        var shown = new ArrayList<Object>();
        containers.forEach((name, usage) -> shown.add(Dict.of("name", name, "usage", usage.resources())));
        return Optional.of(struct(served, head(served, pod.metadata(), reading).put("containers", List.copyOf(shown))));
    }

    private Dict.Builder head(ServedKind served, ObjectMeta of, NodeReading reading) {
        var metadata = new LinkedHashMap<String, Object>();
        metadata.put("name", of.name());
        if (!of.namespace().isEmpty()) {
            metadata.put("namespace", of.namespace());
        }
        metadata.put("creationTimestamp", Timestamps.of(clock.now()));
        if (!of.labels().isEmpty()) {
            metadata.put("labels", Dict.of(of.labels()));
        }
        return Dict.builder()
                .put("kind", served.definition().kind())
                .put("apiVersion", GROUP + "/" + VERSION)
                .put("metadata", Dict.of(metadata))
                .put("timestamp", Timestamps.of(reading.time()))
                .put("window", GoDuration.text(reading.window()));
    }

    private static Struct struct(ServedKind served, Dict.Builder object) {
        return JsonReader.struct(served.version().type(), JsonWriter.bytes(object.build()));
    }

    /** The pods or nodes that the request's selectors select. */
    private List<Struct> selected(ApiRequest request, String resource, String namespace) {
        try {
            var labels = request.parameter("labelSelector");
            var fields = FieldSelector.parse(request.parameter("fieldSelector"));
            return stores
                    .of("", resource)
                    .list(namespace, labels.isEmpty() ? LabelSelector.everything() : LabelSelector.parse(labels))
                    .stream()
                    .filter(object -> fields.terms().stream().allMatch(term -> selects(term, object)))
                    .toList();
        } catch (SelectorException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static boolean selects(FieldSelector.Term term, Struct object) {
        var metadata = object.get("metadata") instanceof Struct tree ? new ObjectMeta(tree) : ObjectMeta.EMPTY;
        var value =
                switch (term.field()) {
                    case "metadata.name" -> metadata.name();
                    case "metadata.namespace" -> metadata.namespace();
                    default -> throw ApiException.badRequest("field label not supported: " + term.field());
                };
        return value.equals(term.value()) == term.equal();
    }
}
