package io.navarch.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Everything that is stored in a cluster, at one moment. Costs next to nothing to take, changes no more, outlives its cluster. */
public interface Snapshot {
    /** The resource version that was the newest. */
    long revision();

    /** The object's JSON, in the version in which it is stored. */
    Optional<String> get(ObjectRef object);

    /** The JSON of all objects of a kind in the namespace; an empty one stands for all. */
    List<String> list(String apiVersion, String kind, String namespace);

    /**
     * Writes the objects to a file, which {@link ClusterBuilder#from(Path)} and {@code navarch up --from} read. What ran in containers is
     * not in it: where it is read, unfinished pods get new ones, as after the loss of a node's engine.
     *
     * @return the file
     */
    Path save(Path file);
}
