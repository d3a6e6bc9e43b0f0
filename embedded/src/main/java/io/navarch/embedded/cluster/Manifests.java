package io.navarch.embedded.cluster;

import io.navarch.apiserver.registry.Yaml;
import io.navarch.client.Call;
import io.navarch.client.Transport;
import io.navarch.embedded.ClusterStartException;
import io.navarch.model.kind.ServedKind;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Creates the objects of files in a cluster that starts: first what others need, then the others in their order. */
final class Manifests {
    private static final Set<String> FIRST = Set.of("CustomResourceDefinition", "Namespace");
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofMillis(5);
    private static final int CONFLICT = 409;

    private final EmbeddedCluster cluster;
    private final Transport transport;

    /** An object of a file. */
    private record Entry(Path file, Dict object) {
        String text(String field) {
            return object.get(field) instanceof String text ? text : "";
        }

        String metadata(String field) {
            return object.get("metadata") instanceof Dict metadata && metadata.get(field) instanceof String text
                    ? text
                    : "";
        }

        boolean isFirst() {
            return FIRST.contains(text("kind"));
        }

        ClusterStartException failure(String why, Exception cause) {
            return new ClusterStartException(
                    file + ": cannot create " + text("kind") + " " + metadata("name") + ": " + why, cause);
        }
    }

    Manifests(EmbeddedCluster cluster) {
        this.cluster = cluster;
        transport = cluster.client().transport();
    }

    void create(List<Path> filesAndDirectories) throws InterruptedException {
        var entries = new ArrayList<Entry>();
        for (var path : filesAndDirectories) {
            for (var file : files(path)) {
                read(file, entries);
            }
        }
        for (var entry : entries) {
            if (entry.isFirst()) {
                create(entry);
            }
        }
        for (var entry : entries) {
            if (!entry.isFirst()) {
                create(entry);
            }
        }
    }

    private static List<Path> files(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> walk = Files.walk(path)) {
            return walk.filter(file -> file.toString().matches(".*\\.(yaml|yml|json)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ClusterStartException("cannot read the manifests in " + path + ": " + e.getMessage(), e);
        }
    }

    private static void read(Path file, List<Entry> entries) {
        try {
            for (var document : Yaml.documents(Files.readString(file))) {
                if (document.get("items") instanceof List<?> items
                        && document.get("kind") instanceof String kind
                        && kind.endsWith("List")) {
                    items.forEach(item -> entries.add(new Entry(file, (Dict) item)));
                } else {
                    entries.add(new Entry(file, document));
                }
            }
        } catch (IOException e) {
            throw new ClusterStartException("cannot read the manifest " + file + ": " + e, e);
        } catch (DecodeException e) {
            throw new ClusterStartException("cannot read the manifest " + file + ": " + e.getMessage(), e);
        }
    }

    private void create(Entry entry) throws InterruptedException {
        var kind = kind(entry);
        var namespace = entry.metadata("namespace").isEmpty() ? "default" : entry.metadata("namespace");
        if (kind.definition().namespaced()) {
            awaitThat(() -> answers("/api/v1/namespaces/" + namespace + "/serviceaccounts/default"));
        }
        var path = (kind.group().isEmpty() ? "/api/" : "/apis/") + kind.apiVersion()
                + (kind.definition().namespaced() ? "/namespaces/" + namespace : "")
                + "/" + kind.definition().plural();
        var answer = transport.call(Call.of("POST", path, "application/json", JsonWriter.bytes(entry.object)));
        if (!answer.ok() && answer.status() != CONFLICT) {
            var refusal = ApiException.ofAnswer(answer.status(), answer.body());
            throw entry.failure(String.valueOf(refusal.getMessage()), refusal);
        }
    }

    /** The kind of the object, which may just have been defined and come within a moment. */
    private ServedKind kind(Entry entry) throws InterruptedException {
        var apiVersion = entry.text("apiVersion");
        var name = entry.text("kind");
        awaitThat(() -> apiVersion.isEmpty()
                || cluster.plane().server().kinds().byKind(apiVersion, name).isPresent());
        return cluster.plane()
                .server()
                .kinds()
                .byKind(apiVersion, name)
                .orElseThrow(() -> entry.failure(
                        "there is no kind " + name + " in " + apiVersion + "; is its definition among the manifests?",
                        new IllegalArgumentException(apiVersion + " " + name)));
    }

    private boolean answers(String path) {
        return transport.call(Call.get(path)).ok();
    }

    private static boolean awaitThat(BooleanSupplier condition) throws InterruptedException {
        try (var machine = Clock.system()) {
            long end = machine.nanos() + PATIENCE.toNanos();
            while (!condition.getAsBoolean()) {
                if (machine.nanos() > end) {
                    return false;
                }
                machine.sleep(GLANCE);
            }
            return true;
        }
    }
}
