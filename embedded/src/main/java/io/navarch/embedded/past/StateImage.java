package io.navarch.embedded.past;

import io.navarch.client.informer.InformersMoment;
import io.navarch.embedded.ObjectRef;
import io.navarch.embedded.Snapshot;
import io.navarch.embedded.node.NodesMoment;
import io.navarch.model.kind.Kinds;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A snapshot: an image that the store shares with it, and, if it is of a present, what there was beside it. */
public final class StateImage implements Snapshot {
    private final io.navarch.store.format.Snapshot state;
    private final StoredObjects objects;
    private final @Nullable Present present;

    StateImage(io.navarch.store.format.Snapshot state, StoredObjects objects) {
        this(state, objects, null);
    }

    private StateImage(io.navarch.store.format.Snapshot state, StoredObjects objects, @Nullable Present present) {
        this.state = state;
        this.objects = objects;
        this.present = present;
    }

    /**
     * What there was beside the state.
     *
     * @param nodes with what they ran
     * @param caches what the components knew of the state, decoded
     */
    public record Present(NodesMoment nodes, InformersMoment caches) {}

    /** The same with what there was beside it at that moment. */
    public StateImage with(Present known) {
        return new StateImage(state, objects, known);
    }

    /** What there was beside it; null for a state of the past or from a file, of which nobody knows. */
    public @Nullable Present present() {
        return present;
    }

    /** Reads a state that was {@linkplain #save saved}; objects of built-in kinds can be read from it. */
    public static StateImage load(Path file) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return new StateImage(io.navarch.store.format.Snapshot.readFrom(in), new StoredObjects(Kinds::builtIn));
        }
    }

    /**
     * The snapshot, which a cluster can begin with.
     *
     * @throws IllegalArgumentException if somebody else made it
     */
    public static StateImage of(Snapshot snapshot) {
        if (snapshot instanceof StateImage image) {
            return image;
        }
        throw new IllegalArgumentException(
                "a cluster begins with what NavarchCluster.snapshot(), at(revision) or a saved file"
                        + " give, not with a " + snapshot.getClass().getName());
    }

    /** What a store can begin with. */
    public io.navarch.store.format.Snapshot state() {
        return state;
    }

    @Override
    public long revision() {
        return state.state().revision();
    }

    @Override
    public Optional<String> get(ObjectRef object) {
        var record = state.state().records().get(objects.key(object));
        return record == null ? Optional.empty() : StoredObjects.read(record).map(TreeDifference::json);
    }

    @Override
    public List<String> list(String apiVersion, String kind, String namespace) {
        var prefix = objects.prefix(apiVersion, kind) + (namespace.isEmpty() ? "" : namespace + "/");
        // "0" follows "/", which ends the prefix.
        return state.state().records().values(prefix, prefix.substring(0, prefix.length() - 1) + "0", 0).stream()
                .flatMap(record -> StoredObjects.read(record).stream())
                .map(TreeDifference::json)
                .toList();
    }

    @Override
    public Path save(Path file) {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            state.writeTo(out);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save the cluster's state to " + file, e);
        }
    }
}
