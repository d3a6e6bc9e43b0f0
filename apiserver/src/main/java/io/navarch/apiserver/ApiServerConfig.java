package io.navarch.apiserver;

import io.navarch.apiserver.pipeline.RequestGate;
import io.navarch.apiserver.proxy.NodeDialer;
import io.navarch.apiserver.strategy.ServiceRanges;
import io.navarch.pki.ClusterPki;
import io.navarch.pki.Credential;
import io.navarch.runtime.Clock;
import io.navarch.store.Store;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * What an API server is told.
 *
 * @param store where objects are kept; stays the caller's to close
 * @param services the ranges of service addresses and node ports
 * @param issuer the URL that signs service account tokens, which is also the audience of the server
 * @param admissionPlugins names of the admission plugins, in upstream's spelling; empty for upstream's defaults
 * @param dialer how nodes are reached
 * @param history how much of the past stays readable
 * @param gate stands around every request
 * @param random gives names, uids, addresses and ports; never what must not be guessed
 */
public record ApiServerConfig(
        Store store,
        Clock clock,
        Certificates certificates,
        Listen listen,
        ServiceRanges services,
        Access access,
        String issuer,
        List<String> admissionPlugins,
        NodeDialer dialer,
        History history,
        RequestGate gate,
        RandomGenerator random) {

    public static final String DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";

    /**
     * Keys and certificates.
     *
     * @param clientAuthorities whose client certificates are believed
     * @param kubeletClient with which the server enters kubelets
     * @param clusterAuthority the authority of the cluster, which pods and kubelets are told to trust
     * @param frontProxyAuthority the authority of the aggregator, if there is one
     * @param frontProxyClient with which the aggregator enters the servers behind it
     */
    public record Certificates(
            Credential serving,
            List<X509Certificate> clientAuthorities,
            KeyPair serviceAccountKey,
            Credential kubeletClient,
            X509Certificate clusterAuthority,
            Optional<X509Certificate> frontProxyAuthority,
            Optional<Credential> frontProxyClient) {

        /** Those that the cluster makes for itself. */
        public static Certificates of(ClusterPki pki) {
            return new Certificates(
                    pki.apiServer(),
                    List.of(pki.ca().certificate()),
                    pki.serviceAccountKey(),
                    pki.apiServerKubeletClient(),
                    pki.ca().certificate(),
                    Optional.of(pki.frontProxyCa().certificate()),
                    Optional.of(pki.frontProxyClient()));
        }
    }

    /**
     * Where to listen; port 0 takes any that is free.
     *
     * @param insecurePort a port without TLS and credentials on loopback, if wanted
     * @param advertiseAddress the address at which pods and nodes reach the server
     */
    public record Listen(String bindAddress, int securePort, OptionalInt insecurePort, String advertiseAddress) {
        /** Loopback only, on a free port. */
        public static final Listen LOOPBACK = new Listen("127.0.0.1", 0, OptionalInt.empty(), "127.0.0.1");
    }

    /**
     * Who gets in, and what they may do.
     *
     * @param modes of authorisation in order: Node, RBAC, AlwaysAllow, AlwaysDeny
     * @param anonymous whether requests without credentials are taken as system:anonymous
     * @param tokenFile what the file of tokens holds
     * @param basicAuthFile what the file of passwords holds
     */
    public record Access(
            List<String> modes, boolean anonymous, Optional<String> tokenFile, Optional<String> basicAuthFile) {
        public static final Access DEFAULT =
                new Access(List.of("Node", "RBAC"), true, Optional.empty(), Optional.empty());
    }

    /**
     * How much of the past stays readable for the lists and watches that go on from there: what happened within a time, but no
     * more than a number of revisions.
     */
    public record History(Duration age, long revisions) {
        /** As upstream's API server has its store compacted, with a bound for floods of writes. */
        public static final History DEFAULT = new History(Duration.ofMinutes(5), 1_000_000);

        /** So many revisions, however old they are. */
        public static History ofRevisions(long revisions) {
            return new History(Duration.ofDays(36_500), revisions);
        }
    }

    /** A server as kubeadm would set it up, on loopback. */
    public static ApiServerConfig of(Store store, Clock clock, Certificates certificates) {
        return new ApiServerConfig(
                store,
                clock,
                certificates,
                Listen.LOOPBACK,
                ServiceRanges.DEFAULT,
                Access.DEFAULT,
                DEFAULT_ISSUER,
                List.of(),
                NodeDialer.tcp(),
                History.DEFAULT,
                RequestGate.OPEN,
                new Random());
    }

    public ApiServerConfig withListen(Listen wanted) {
        return new ApiServerConfig(
                store,
                clock,
                certificates,
                wanted,
                services,
                access,
                issuer,
                admissionPlugins,
                dialer,
                history,
                gate,
                random);
    }

    public ApiServerConfig withServices(ServiceRanges wanted) {
        return new ApiServerConfig(
                store,
                clock,
                certificates,
                listen,
                wanted,
                access,
                issuer,
                admissionPlugins,
                dialer,
                history,
                gate,
                random);
    }

    public ApiServerConfig withAccess(Access wanted) {
        return new ApiServerConfig(
                store,
                clock,
                certificates,
                listen,
                services,
                wanted,
                issuer,
                admissionPlugins,
                dialer,
                history,
                gate,
                random);
    }

    public ApiServerConfig withIssuer(String wanted) {
        return new ApiServerConfig(
                store,
                clock,
                certificates,
                listen,
                services,
                access,
                wanted,
                admissionPlugins,
                dialer,
                history,
                gate,
                random);
    }

    public ApiServerConfig withAdmissionPlugins(List<String> wanted) {
        return new ApiServerConfig(
                store, clock, certificates, listen, services, access, issuer, wanted, dialer, history, gate, random);
    }

    public ApiServerConfig withDialer(NodeDialer wanted) {
        return new ApiServerConfig(
                store,
                clock,
                certificates,
                listen,
                services,
                access,
                issuer,
                admissionPlugins,
                wanted,
                history,
                gate,
                random);
    }

    public ApiServerConfig withHistory(History wanted) {
        return new ApiServerConfig(
                store,
                clock,
                certificates,
                listen,
                services,
                access,
                issuer,
                admissionPlugins,
                dialer,
                wanted,
                gate,
                random);
    }

    public ApiServerConfig withGate(RequestGate wanted) {
        return new ApiServerConfig(
                store,
                clock,
                certificates,
                listen,
                services,
                access,
                issuer,
                admissionPlugins,
                dialer,
                history,
                wanted,
                random);
    }

    public ApiServerConfig withRandom(RandomGenerator wanted) {
        return new ApiServerConfig(
                store,
                clock,
                certificates,
                listen,
                services,
                access,
                issuer,
                admissionPlugins,
                dialer,
                history,
                gate,
                wanted);
    }
}
