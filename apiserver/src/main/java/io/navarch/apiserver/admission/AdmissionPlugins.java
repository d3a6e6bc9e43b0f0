package io.navarch.apiserver.admission;

import io.navarch.apiserver.matching.RegistrationParts;
import io.navarch.apiserver.registry.Admission;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import io.navarch.runtime.RandomNames;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The built-in plugins in upstream's order, and which of them are on.
 *
 * @param enabled turned on beyond those that are on by default
 * @param disabled turned off
 */
public record AdmissionPlugins(Set<String> enabled, Set<String> disabled) {
    /** What is on unless told otherwise. */
    public static final AdmissionPlugins DEFAULT = new AdmissionPlugins(Set.of(), Set.of());

    private static final long TOLERATION_SECONDS = 300;
    private static final Set<String> OFF_BY_DEFAULT = Set.of(
            "DenyServiceExternalIPs",
            "AlwaysPullImages",
            "NamespaceAutoProvision",
            "LimitPodHardAntiAffinityTopology",
            "PodNodeSelector",
            "PodTolerationRestriction",
            "ExtendedResourceToleration",
            "OwnerReferencesPermissionEnforcement");

    public AdmissionPlugins {
        enabled = Set.copyOf(enabled);
        disabled = Set.copyOf(disabled);
    }

    /**
     * The admission of these plugins and of what is registered.
     *
     * @param signers who may approve and sign certificates
     */
    public Admission admission(
            RegistrationParts parts,
            Clock clock,
            RandomGenerator random,
            SignerAccess signers,
            RegisteredAdmission registered) {
        var stores = parts.stores();
        var builtIn = Admission.chain(
                all(parts, clock, random, signers).stream().filter(this::isOn).toList());
        var counting = Admission.chain(Stream.<AdmissionPlugin>of(new ResourceQuotaPlugin(stores))
                .filter(this::isOn)
                .toList());
        return new Admission() {
            @Override
            public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings)
                    throws InterruptedException {
                // No built-in plugin has a say in connections.
                if (request.operation() == Operation.CONNECT) {
                    return registered.mutate(request, Admission.ALWAYS, warnings);
                }
                var mutated = builtIn.mutate(request, warnings);
                var changed = registered.mutate(request.withObject(mutated), builtIn, warnings);
                return counting.mutate(request.withObject(changed), warnings);
            }

            @Override
            public void validate(AdmissionRequest request, Consumer<String> warnings) throws InterruptedException {
                if (request.operation() == Operation.CONNECT) {
                    registered.validate(request, warnings);
                    return;
                }
                builtIn.validate(request, warnings);
                registered.validate(request, warnings);
                counting.validate(request, warnings);
            }
        };
    }

    private boolean isOn(AdmissionPlugin plugin) {
        return isOn(plugin.name());
    }

    /** Whether the plugin of that name is on. */
    public boolean isOn(String name) {
        return !disabled.contains(name) && (enabled.contains(name) || !OFF_BY_DEFAULT.contains(name));
    }

    private static List<AdmissionPlugin> all(
            RegistrationParts parts, Clock clock, RandomGenerator random, SignerAccess signers) {
        var stores = parts.stores();
        return List.of(
                new NamespaceAutoProvisionPlugin(stores),
                new NamespaceLifecyclePlugin(stores),
                new LimitPodHardAntiAffinityTopologyPlugin(),
                new LimitRangerPlugin(stores),
                new ServiceAccountPlugin(stores, clock, new RandomNames(random)),
                new NodeRestrictionPlugin(stores),
                new TaintNodesByConditionPlugin(),
                new AlwaysPullImagesPlugin(),
                new PodSecurityPlugin(stores),
                new PodNodeSelectorPlugin(stores),
                new PriorityPlugin(stores),
                new DefaultTolerationSecondsPlugin(TOLERATION_SECONDS),
                new PodTolerationRestrictionPlugin(stores),
                new ExtendedResourceTolerationPlugin(),
                new DefaultStorageClassPlugin(stores),
                new StorageObjectInUseProtectionPlugin(),
                new OwnerReferencesPermissionEnforcementPlugin(parts.authorizer(), parts.kinds()),
                new PersistentVolumeClaimResizePlugin(stores),
                new RuntimeClassPlugin(stores),
                new CertificateApprovalPlugin(signers),
                new CertificateSigningPlugin(signers),
                new ClusterTrustBundleAttestPlugin(signers),
                new CertificateSubjectRestrictionPlugin(),
                new DefaultIngressClassPlugin(stores),
                new DenyServiceExternalIPsPlugin(),
                new PodTopologyLabelsPlugin(stores));
    }
}
