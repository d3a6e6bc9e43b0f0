package io.navarch.distribution.cluster;

import io.navarch.distribution.host.OperatingSystem;
import io.navarch.distribution.startup.StartUpException;
import io.navarch.kubelet.upkeep.LogRotation;
import io.navarch.kubelet.upkeep.Threshold;
import io.navarch.model.Quantity;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the operator may choose about a cluster; the names are upstream's flags where upstream has them. */
public final class ClusterOptions {
    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Nodes on this machine. Each after the first is a network namespace with a container engine, a kubelet "
                            + "and a proxy of its own. Default: ${DEFAULT-VALUE}.")
    private int nodes = 1;

    @Option(
            names = "--simulated-nodes",
            paramLabel = "N",
            description = "Nodes without containers: their pods start and stop as real ones do, but run nothing. "
                    + "Default: 0; without root 3.")
    private @Nullable Integer simulatedNodes;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "Begin a new cluster with the state that a cluster in a test has saved to the file; its nodes are "
                            + "simulated.")
    private @Nullable Path from;

    @Option(
            names = "--node-name",
            paramLabel = "NAME",
            description = "The name of the first node. Default: the host's name.")
    private @Nullable String nodeName;

    @Option(
            names = "--secure-port",
            paramLabel = "PORT",
            defaultValue = "6443",
            description = "The API server's HTTPS port. Default: ${DEFAULT-VALUE}.")
    private int securePort = 6443;

    @Option(
            names = "--bind-address",
            paramLabel = "IP",
            defaultValue = "0.0.0.0",
            description = "The address the API server listens on. Default: ${DEFAULT-VALUE}.")
    private String bindAddress = "0.0.0.0";

    @Option(
            names = "--advertise-address",
            paramLabel = "IP",
            description = "The address under which others reach the API server. Default: that of the default route.")
    private @Nullable String advertiseAddress;

    @Option(
            names = "--service-cluster-ip-range",
            paramLabel = "CIDR",
            defaultValue = "10.96.0.0/16",
            description = "Where services get their addresses from. Default: ${DEFAULT-VALUE}.")
    private String serviceClusterIpRange = "10.96.0.0/16";

    @Option(
            names = "--cluster-cidr",
            paramLabel = "CIDR",
            defaultValue = "10.244.0.0/16",
            description = "Where pods get their addresses from; each node gets a part. Default: ${DEFAULT-VALUE}.")
    private String clusterCidr = "10.244.0.0/16";

    @Option(
            names = "--service-node-port-range",
            paramLabel = "FROM-TO",
            defaultValue = "30000-32767",
            description = "Ports of services of type NodePort. Default: ${DEFAULT-VALUE}.")
    private String serviceNodePortRange = "30000-32767";

    @Option(
            names = "--token-auth-file",
            paramLabel = "FILE",
            description = "A CSV file of bearer tokens: token,user,uid,\"group,group\".")
    private @Nullable Path tokenAuthFile;

    @Option(
            names = "--apiserver-cert-extra-sans",
            paramLabel = "NAME",
            split = ",",
            description = "More names and addresses for the API server's certificate.")
    private List<String> extraNames = List.of();

    @Option(
            names = "--registry",
            paramLabel = "NAME=URL",
            description = "Pull the images of a registry from this address, over plain HTTP if it says http. "
                    + "Example: appstore:5000=http://192.0.2.10:5000")
    private Map<String, String> registries = Map.of();

    @Option(
            names = "--eviction-hard",
            paramLabel = "LIMITS",
            defaultValue = Threshold.DEFAULT,
            description = "Below how much of what a node evicts pods; \"\" for never. Default: ${DEFAULT-VALUE}.")
    private String evictionHard = Threshold.DEFAULT;

    @Option(
            names = "--container-log-max-size",
            paramLabel = "QUANTITY",
            defaultValue = "10Mi",
            description = "How large a container's log grows before a new one is begun. Default: ${DEFAULT-VALUE}.")
    private String containerLogMaxSize = "10Mi";

    @Option(
            names = "--container-log-max-files",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many files a container's log has at most. Default: ${DEFAULT-VALUE}.")
    private int containerLogMaxFiles = 5;

    /** How many real nodes there are to be; a saved state brings simulated ones. */
    public int nodes() {
        return from == null ? nodes : 0;
    }

    /** The file with the state to begin with. */
    public Optional<Path> from() {
        return Optional.ofNullable(from);
    }

    /** How many simulated nodes there are to be; without root they are the only ones. */
    public int simulatedNodes(boolean root) {
        return simulatedNodes != null ? simulatedNodes : root || from != null ? 0 : 3;
    }

    public String nodeName() {
        return nodeName != null ? nodeName : OperatingSystem.detect().hostName();
    }

    public int securePort() {
        return securePort;
    }

    public InetAddress bindAddress() {
        return address(bindAddress, "--bind-address");
    }

    public Optional<InetAddress> advertiseAddress() {
        return Optional.ofNullable(advertiseAddress).map(text -> address(text, "--advertise-address"));
    }

    public Cidr serviceClusterIpRange() {
        return Cidr.of(serviceClusterIpRange);
    }

    public Cidr clusterCidr() {
        return Cidr.of(clusterCidr);
    }

    /** For example {@code 30000-32767}. */
    public String serviceNodePortRange() {
        if (!serviceNodePortRange.matches("[0-9]{1,5}-[0-9]{1,5}")) {
            throw new StartUpException(
                    "not a range of ports: " + serviceNodePortRange, "check --service-node-port-range");
        }
        return serviceNodePortRange;
    }

    public Optional<Path> tokenAuthFile() {
        return Optional.ofNullable(tokenAuthFile);
    }

    /** Registry as image names have it → the address it is reached at. */
    public Map<String, String> registries() {
        return registries;
    }

    /** When pods are evicted. */
    public List<Threshold> evictionHard() {
        try {
            return Threshold.parse(evictionHard);
        } catch (IllegalArgumentException e) {
            throw new StartUpException(String.valueOf(e.getMessage()), "check --eviction-hard", e);
        }
    }

    /** How much of their containers' logs the nodes keep. */
    public LogRotation.Limits containerLogs() {
        if (!Quantity.isValid(containerLogMaxSize) || containerLogMaxFiles < 2) {
            throw new StartUpException(
                    "logs of " + containerLogMaxFiles + " files of " + containerLogMaxSize + " cannot be kept",
                    "check --container-log-max-size and --container-log-max-files, which is 2 or more");
        }
        return new LogRotation.Limits(Quantity.parse(containerLogMaxSize).value(), containerLogMaxFiles);
    }

    public List<String> extraNames() {
        return extraNames;
    }

    private static InetAddress address(String text, String option) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new StartUpException("not an address: " + text, "check " + option, e);
        }
    }
}
