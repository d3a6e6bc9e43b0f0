package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.Admission;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.runtime.Clock;
import io.navarch.runtime.RandomNames;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

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
    private static final Set<String> OFF_BY_DEFAULT = Set.of("DenyServiceExternalIPs", "AlwaysPullImages");

    public AdmissionPlugins {
        enabled = Set.copyOf(enabled);
        disabled = Set.copyOf(disabled);
    }

    /**
     * The admission of these plugins.
     *
     * @param signers who may approve and sign certificates
     */
    public Admission admission(ObjectStores stores, Clock clock, RandomGenerator random, SignerAccess signers) {
        return Admission.chain(
                all(stores, clock, random, signers).stream().filter(this::isOn).toList());
    }

    private boolean isOn(AdmissionPlugin plugin) {
        return !disabled.contains(plugin.name())
                && (enabled.contains(plugin.name()) || !OFF_BY_DEFAULT.contains(plugin.name()));
    }

    private static List<AdmissionPlugin> all(
            ObjectStores stores, Clock clock, RandomGenerator random, SignerAccess signers) {
        return List.of(
                new NamespaceLifecyclePlugin(stores),
                new LimitRangerPlugin(stores),
                new ServiceAccountPlugin(stores, clock, new RandomNames(random)),
                new NodeRestrictionPlugin(stores),
                new TaintNodesByConditionPlugin(),
                new AlwaysPullImagesPlugin(),
                new PodSecurityPlugin(stores),
                new PriorityPlugin(stores),
                new DefaultTolerationSecondsPlugin(TOLERATION_SECONDS),
                new DefaultStorageClassPlugin(stores),
                new StorageObjectInUseProtectionPlugin(),
                new PersistentVolumeClaimResizePlugin(stores),
                new RuntimeClassPlugin(stores),
                new CertificateApprovalPlugin(signers),
                new CertificateSigningPlugin(signers),
                new CertificateSubjectRestrictionPlugin(),
                new DefaultIngressClassPlugin(stores),
                new ResourceQuotaPlugin(stores),
                new DenyServiceExternalIPsPlugin());
    }
}
