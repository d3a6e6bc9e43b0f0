package io.navarch.pki;

import java.net.InetAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * All certificates and keys of one cluster, under kubeadm's file names.
 *
 * <pre>
 * ca                 cluster authority          ── apiserver, apiserver-kubelet-client, admin, scheduler,
 *                                                  controller-manager, kube-proxy, kubelet-NODE, kubelet-server-NODE
 * front-proxy-ca     authority of the aggregator ── front-proxy-client
 * sa.key, sa.pub     signs service account tokens
 * </pre>
 *
 * Opening it makes what is missing and renews what nears its end; the keys stay over restarts.
 */
public final class ClusterPki {
    private static final String MASTERS = "system:masters";

    private final CredentialShelf shelf;
    private final CertificateAuthority ca;
    private final CertificateAuthority frontProxyCa;
    private final KeyPair serviceAccountKey;
    private final Credential apiServer;

    private ClusterPki(CredentialShelf shelf, ServingNames names, SigningAlgorithm signing, Duration servingValidity) {
        this.shelf = shelf;
        // An RSA key may take longer than all else together: it is made meanwhile.
        var signingKey = new FutureTask<>(() -> shelf.signingKey("sa", signing));
        Thread.ofPlatform().name("signing key").daemon().start(signingKey);
        this.ca = shelf.authority("ca", "kubernetes");
        this.frontProxyCa = shelf.authority("front-proxy-ca", "front-proxy-ca");
        this.apiServer = shelf.credential(
                "apiserver",
                ca,
                CertificateSpec.server("kube-apiserver", names.dnsNames(), names.addresses())
                        .withValidity(servingValidity));
        this.serviceAccountKey = settled(signingKey);
    }

    private static KeyPair settled(FutureTask<KeyPair> making) {
        try {
            return making.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PkiException("interrupted while making the signing key", e);
        } catch (ExecutionException e) {
            throw new PkiException("cannot make the signing key: " + e.getCause(), e);
        }
    }

    /** Opens the cluster's certificates in the files; a new signing key is for ES256, which is made in no time. */
    public static ClusterPki open(PemFiles files, ServingNames apiServer, InstantSource time) {
        return open(files, apiServer, SigningAlgorithm.ES256, time);
    }

    /** Opens the cluster's certificates in the files; an existing signing key stays whatever its algorithm. */
    public static ClusterPki open(
            PemFiles files, ServingNames apiServer, SigningAlgorithm signing, InstantSource time) {
        var shelf = new CredentialShelf(files, time, CertificateAuthority.TEN_YEARS);
        return new ClusterPki(shelf, apiServer, signing, CertificateSpec.ONE_YEAR);
    }

    /** New certificates of a cluster that ends with its process; its authorities and its server are valid for so long. */
    public static ClusterPki passing(ServingNames apiServer, InstantSource time, Duration validity) {
        var shelf = new CredentialShelf(PemFiles.inMemory(), time, validity);
        return new ClusterPki(shelf, apiServer, SigningAlgorithm.ES256, validity);
    }

    /** The cluster authority: {@code --client-ca-file}, the root of every serving certificate. */
    public CertificateAuthority ca() {
        return ca;
    }

    /** The authority of the aggregator's client certificates: {@code --requestheader-client-ca-file}. */
    public CertificateAuthority frontProxyCa() {
        return frontProxyCa;
    }

    /** Signs and verifies service account tokens. */
    public KeyPair serviceAccountKey() {
        return serviceAccountKey;
    }

    /** What the API server shows its clients. */
    public Credential apiServer() {
        return apiServer;
    }

    /** With which the API server enters kubelets. */
    public Credential apiServerKubeletClient() {
        return client("apiserver-kubelet-client", "kube-apiserver-kubelet-client", MASTERS);
    }

    /** With which the aggregator enters extension API servers. */
    public Credential frontProxyClient() {
        return shelf.credential("front-proxy-client", frontProxyCa, CertificateSpec.client("front-proxy-client"));
    }

    /** The operator's own: may do everything. All kinds of clients read it; its key takes some hundred milliseconds. */
    public Credential admin() {
        return shelf.credential(
                "admin", ca, CertificateSpec.client("kubernetes-admin", MASTERS).withRsaKey());
    }

    public Credential scheduler() {
        return client("scheduler", "system:kube-scheduler");
    }

    public Credential controllerManager() {
        return client("controller-manager", "system:kube-controller-manager");
    }

    public Credential proxy() {
        return client("kube-proxy", "system:kube-proxy");
    }

    /** With which the kubelet of the node enters the API server. */
    public Credential node(String nodeName) {
        return client("kubelet-" + nodeName, "system:node:" + nodeName, "system:nodes");
    }

    /** What the kubelet of the node shows on its port 10250. */
    public Credential kubeletServing(String nodeName, Collection<InetAddress> addresses) {
        CertificateSpec spec = CertificateSpec.server("system:node:" + nodeName, List.of(nodeName), addresses)
                .withOrganizations("system:nodes");
        return shelf.credential("kubelet-server-" + nodeName, ca, spec);
    }

    private Credential client(String file, String user, String... groups) {
        return shelf.credential(file, ca, CertificateSpec.client(user, groups));
    }
}
