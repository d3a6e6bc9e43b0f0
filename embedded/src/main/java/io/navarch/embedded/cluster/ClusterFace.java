package io.navarch.embedded.cluster;

import io.navarch.embedded.ClusterClock;
import io.navarch.embedded.ClusterClosedException;
import io.navarch.embedded.ClusterNodes;
import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.Engine;
import io.navarch.embedded.Faults;
import io.navarch.embedded.NavarchCluster;
import io.navarch.embedded.ObjectChange;
import io.navarch.embedded.ObjectRef;
import io.navarch.embedded.RequestRecord;
import io.navarch.embedded.ServerIdentity;
import io.navarch.embedded.Snapshot;
import io.navarch.embedded.past.StateImage;
import io.navarch.embedded.time.ClockFace;
import io.navarch.embedded.time.TimeTravel;
import io.navarch.pki.PemFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The API's view of an {@link EmbeddedCluster}: turns the JDK's types into those of the cluster, and refuses once it is closed. */
final class ClusterFace implements NavarchCluster {
    private final ClusterSettings settings;
    private final String url;
    private final AtomicReference<@Nullable Instant> closedAt = new AtomicReference<>();
    private final Door door;
    private volatile @Nullable EmbeddedCluster cluster;
    private volatile @Nullable ClusterClock clock;

    ClusterFace(ClusterSettings settings, EmbeddedCluster cluster) {
        this.settings = settings;
        this.cluster = cluster;
        this.clock = new ClockFace(cluster.clock(), cluster.travel());
        url = cluster.url();
        door = new Door(cluster.kubeconfig());
    }

    /** The cluster, which a closed face has let go so that its memory is free. */
    private EmbeddedCluster open() {
        var current = cluster;
        if (current == null) {
            throw new ClusterClosedException("cluster " + settings.name() + " (" + url + ") was closed at " + closedAt);
        }
        return current;
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public String url() {
        open();
        return url;
    }

    @Override
    public String kubeconfig() {
        return open().kubeconfig();
    }

    @Override
    public String kubeconfig(String user, String... groups) {
        return open().kubeconfig(user, List.of(groups));
    }

    @Override
    public Path kubeconfigFile(Path file) {
        PemFiles.writePrivate(file, kubeconfig());
        return file;
    }

    @Override
    public String caCertificate() {
        return open().caCertificate();
    }

    @Override
    public ServerIdentity serverIdentity(String... names) {
        return open().serverIdentity(List.of(names));
    }

    @Override
    public String token() {
        return open().token();
    }

    @Override
    public ClusterClock clock() {
        var current = clock;
        return current == null ? new ClockFace(open().clock(), open().travel()) : current;
    }

    @Override
    public String kubectl() {
        open();
        return door.kubectl();
    }

    @Override
    public void pause() throws InterruptedException {
        open();
        door.pause(this);
    }

    @Override
    public Faults faults() {
        return open().faults();
    }

    @Override
    public List<RequestRecord> requests() {
        return open().requests();
    }

    @Override
    public String report() {
        return open().report();
    }

    @Override
    public long revision() {
        return open().past().at(0).revision();
    }

    @Override
    public Snapshot snapshot() {
        return open().snapshot();
    }

    @Override
    public Snapshot at(long revision) {
        return open().past().at(revision);
    }

    @Override
    public NavarchCluster fork() {
        return fork(snapshot());
    }

    @Override
    public NavarchCluster fork(Snapshot state) {
        var origin = open();
        var image = StateImage.of(state);
        return CleanThread.start(settings, () -> new ClusterFace(settings, origin.fork(image)));
    }

    @Override
    public long rewind(long revision) {
        return open().rewind(revision);
    }

    @Override
    public List<ObjectChange> diff(long from, long to) {
        return open().past().diff(from, to);
    }

    @Override
    public List<ObjectChange> history(ObjectRef object) {
        return open().past().history(object);
    }

    @Override
    public void awaitQuiet() throws InterruptedException {
        awaitQuiet(TimeTravel.PATIENCE);
    }

    @Override
    public void awaitQuiet(Duration limit) throws InterruptedException {
        open().awaitQuiet(limit);
    }

    @Override
    public Engine engine() {
        return open().engine();
    }

    @Override
    public ClusterNodes nodes() {
        return open().nodes();
    }

    @Override
    public void close() {
        var current = cluster;
        if (current != null
                && closedAt.compareAndSet(null, current.clock().now().truncatedTo(ChronoUnit.MILLIS))) {
            cluster = null;
            clock = null;
            door.close();
            current.close();
        }
    }

    @Override
    public String toString() {
        return "cluster " + settings.name() + " at " + url + (cluster == null ? ", closed" : "");
    }
}
