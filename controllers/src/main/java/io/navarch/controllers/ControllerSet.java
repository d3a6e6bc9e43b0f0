package io.navarch.controllers;

import io.navarch.controllers.autoscaling.AutoscalerController;
import io.navarch.controllers.bootstraptoken.BootstrapSigner;
import io.navarch.controllers.bootstraptoken.TokenCleaner;
import io.navarch.controllers.certificates.CertificateSigner;
import io.navarch.controllers.certificates.CertificateSigningController;
import io.navarch.controllers.clusterrole.ClusterRoleAggregationController;
import io.navarch.controllers.cronjob.CronJobController;
import io.navarch.controllers.daemon.DaemonSetController;
import io.navarch.controllers.deployment.DeploymentController;
import io.navarch.controllers.disruption.DisruptionController;
import io.navarch.controllers.endpoint.EndpointSliceController;
import io.navarch.controllers.endpoint.EndpointsController;
import io.navarch.controllers.endpointmirror.EndpointMirrorController;
import io.navarch.controllers.ephemeralvolume.EphemeralVolumeController;
import io.navarch.controllers.garbage.GarbageCollector;
import io.navarch.controllers.job.JobController;
import io.navarch.controllers.namespace.NamespaceController;
import io.navarch.controllers.nodeipam.NodeIpamController;
import io.navarch.controllers.nodelifecycle.NodeLifecycleController;
import io.navarch.controllers.podgc.PodGarbageCollector;
import io.navarch.controllers.replica.ReplicaController;
import io.navarch.controllers.resourcequota.ResourceQuotaController;
import io.navarch.controllers.serviceaccount.RootCaPublisher;
import io.navarch.controllers.serviceaccount.ServiceAccountController;
import io.navarch.controllers.servicecidr.ServiceCidrController;
import io.navarch.controllers.statefulset.StatefulSetController;
import io.navarch.controllers.tainteviction.TaintEvictionController;
import io.navarch.controllers.ttlafterfinished.TtlAfterFinishedController;
import io.navarch.controllers.volume.VolumeController;
import io.navarch.controllers.volume.VolumeDirectories;
import io.navarch.controllers.volumeexpand.VolumeExpandController;
import io.navarch.controllers.volumeprotection.AttributesClassProtectionController;
import io.navarch.controllers.volumeprotection.ClaimProtectionController;
import io.navarch.controllers.volumeprotection.VolumeProtectionController;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All controllers of a cluster, as the controller manager runs them. */
public final class ControllerSet implements AutoCloseable {
    private final List<Controller> controllers;
    private volatile boolean running;

    /**
     * What the controllers are told from outside.
     *
     * @param clusterCidr the pods' addresses, of which each node gets a part
     * @param caCertificate the cluster's CA, PEM, published to all namespaces
     * @param nodeGrace how long a node may be silent
     * @param volumes where the directories of made volumes are
     * @param signer signs certificate requests; empty if nobody here does
     * @param known the nodes, by uid, that others of these controllers have taken in before: they are not greeted
     */
    public record Options(
            String clusterCidr,
            String caCertificate,
            Duration nodeGrace,
            VolumeDirectories volumes,
            Optional<CertificateSigner> signer,
            Set<String> known) {
        public static final Duration DEFAULT_NODE_GRACE = Duration.ofSeconds(50);

        /** The options of a cluster whose nodes have no disks, and where nobody signs. */
        public Options(String clusterCidr, String caCertificate, Duration nodeGrace) {
            this(
                    clusterCidr,
                    caCertificate,
                    nodeGrace,
                    VolumeDirectories.imagined("/var/lib/navarch/volumes"),
                    Optional.empty(),
                    Set.of());
        }

        public Options withVolumes(VolumeDirectories directories) {
            return new Options(clusterCidr, caCertificate, nodeGrace, directories, signer, known);
        }

        public Options withSigner(CertificateSigner wanted) {
            return new Options(clusterCidr, caCertificate, nodeGrace, volumes, Optional.of(wanted), known);
        }

        public Options withKnown(Set<String> nodeUids) {
            return new Options(clusterCidr, caCertificate, nodeGrace, volumes, signer, nodeUids);
        }
    }

    /** Makes the controllers, and with them asks for their informers; nothing runs yet. */
    public ControllerSet(ControllerContext context, Options options) {
        var all = new ArrayList<Controller>(List.of(
                new NamespaceController(context),
                new ServiceAccountController(context),
                new RootCaPublisher(context, options.caCertificate()),
                new ClusterRoleAggregationController(context),
                new NodeIpamController(context, options.clusterCidr()),
                new NodeLifecycleController(context, options.nodeGrace(), options.known()),
                new TaintEvictionController(context),
                ReplicaController.replicationControllers(context),
                ReplicaController.replicaSets(context),
                new DeploymentController(context),
                new DaemonSetController(context),
                new StatefulSetController(context),
                new JobController(context),
                new CronJobController(context),
                new TtlAfterFinishedController(context),
                new DisruptionController(context),
                new ResourceQuotaController(context),
                new AutoscalerController(context),
                new VolumeController(context, options.volumes()),
                new ClaimProtectionController(context),
                new VolumeProtectionController(context),
                new AttributesClassProtectionController(context),
                new VolumeExpandController(context),
                new EphemeralVolumeController(context),
                new ServiceCidrController(context),
                new EndpointsController(context),
                new EndpointSliceController(context),
                new EndpointMirrorController(context),
                new TokenCleaner(context),
                new BootstrapSigner(context),
                new PodGarbageCollector(context),
                new GarbageCollector(context)));
        options.signer().ifPresent(signer -> all.add(new CertificateSigningController(context, signer)));
        controllers = List.copyOf(all);
    }

    /** Starts them all; the shared informers must have their first lists. */
    public void start() {
        controllers.forEach(Controller::start);
        running = true;
    }

    /** Whether they have been started and not yet closed. */
    public boolean running() {
        return running;
    }

    public List<Controller> controllers() {
        return controllers;
    }

    @Override
    public void close() {
        running = false;
        var reversed = new ArrayList<>(controllers);
        java.util.Collections.reverse(reversed);
        reversed.forEach(Controller::close);
    }
}
