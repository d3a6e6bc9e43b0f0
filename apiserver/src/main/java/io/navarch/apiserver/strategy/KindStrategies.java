package io.navarch.apiserver.strategy;

import io.navarch.apiserver.policy.RegistrationStrategy;
import io.navarch.apiserver.registry.Strategies;
import io.navarch.apiserver.registry.Strategy;
import io.navarch.model.kind.KindDefinition;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The strategies of the built-in kinds. */
public final class KindStrategies implements Strategies {
    private static final String REGISTRATION = ".admissionregistration.k8s.io";

    private final Map<String, Strategy> byResource;

    /**
     * @param services where Services get their addresses and ports
     * @param random picks among free addresses and ports
     */
    public KindStrategies(ServiceRanges services, RandomGenerator random) {
        byResource = Map.ofEntries(
                Map.entry("pods", new PodStrategy()),
                Map.entry("pods/status", new PodStatusStrategy()),
                Map.entry("pods/ephemeralcontainers", new PodEphemeralContainersStrategy()),
                Map.entry("pods/resize", new PodResizeStrategy()),
                Map.entry("services", new ServiceStrategy(services, random)),
                Map.entry("namespaces", new NamespaceStrategy()),
                Map.entry("namespaces/finalize", new NamespaceFinalizeStrategy()),
                Map.entry("endpoints", new EndpointsStrategy()),
                Map.entry("daemonsets.apps", new DaemonSetStrategy()),
                Map.entry("jobs.batch", new JobStrategy()),
                Map.entry("apiservices.apiregistration.k8s.io", new ApiServiceStrategy()),
                Map.entry("priorityclasses.scheduling.k8s.io", new PriorityClassStrategy()),
                Map.entry("mutatingwebhookconfigurations" + REGISTRATION, RegistrationStrategy.WEBHOOKS),
                Map.entry("validatingwebhookconfigurations" + REGISTRATION, RegistrationStrategy.WEBHOOKS),
                Map.entry("validatingadmissionpolicies" + REGISTRATION, RegistrationStrategy.VALIDATING_POLICY),
                Map.entry("mutatingadmissionpolicies" + REGISTRATION, RegistrationStrategy.MUTATING_POLICY),
                Map.entry("certificatesigningrequests.certificates.k8s.io", new CertificateSigningRequestStrategy()),
                Map.entry("certificatesigningrequests.certificates.k8s.io/approval", new CertificateApprovalStrategy()),
                Map.entry("certificatesigningrequests.certificates.k8s.io/status", new CertificateStatusStrategy()));
    }

    @Override
    public Strategy of(KindDefinition kind, String subresource) {
        var name = subresource.isEmpty() ? kind.resource() : kind.resource() + "/" + subresource;
        return byResource.getOrDefault(name, Strategy.GENERIC);
    }
}
