package io.navarch.apiserver.strategy;

import io.navarch.model.core.v1.Service;
import io.navarch.model.core.v1.ServiceSpec;
import io.navarch.model.validation.FieldErrors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills in which IP families a Service has, from what it says, what its addresses are and what the cluster offers (KEP-563).
 * A headless Service without a selector says for itself where its endpoints are, and gets both families anywhere.
 */
final class ServiceFamilies {
    private static final String SINGLE = "SingleStack";
    private static final String REQUIRE_DUAL = "RequireDualStack";

    private final List<String> offered;
    private final FieldErrors errors = FieldErrors.none();

    private ServiceFamilies(List<String> offered) {
        this.offered = offered;
    }

    /** The spec with families and policy, faults in {@code errors}. */
    static ServiceSpec filled(ServiceSpec spec, @Nullable Service before, List<String> offered, FieldErrors errors) {
        var filling = new ServiceFamilies(offered);
        var filled = filling.fill(before == null ? spec : filling.inherit(spec, before.spec()));
        errors.addAll(filling.errors);
        return filled;
    }

    /** What a PUT leaves out stays as it is; one that gives up dual stack gives up the second of everything. */
    private ServiceSpec inherit(ServiceSpec spec, ServiceSpec before) {
        if (before.type().equals("ExternalName")) {
            return spec;
        }
        var inherited = spec;
        if (spec.ipFamilyPolicy().isEmpty()) {
            inherited = inherited.withIpFamilyPolicy(before.ipFamilyPolicy());
        }
        if (spec.ipFamilies().isEmpty()
                && (spec.clusterIPs().isEmpty() || spec.clusterIPs().equals(before.clusterIPs()))) {
            inherited = inherited.withIpFamilies(before.ipFamilies());
        }
        boolean downgraded = inherited.ipFamilyPolicy().equals(SINGLE)
                && !before.ipFamilyPolicy().equals(SINGLE);
        if (downgraded && inherited.ipFamilies().equals(before.ipFamilies())) {
            inherited = inherited.withIpFamilies(first(inherited.ipFamilies()));
        }
        if (downgraded && inherited.clusterIPs().equals(before.clusterIPs())) {
            inherited = inherited.withClusterIPs(first(inherited.clusterIPs()));
        }
        return inherited;
    }

    private static List<String> first(List<String> list) {
        return list.isEmpty() ? list : List.of(list.getFirst());
    }

    private ServiceSpec fill(ServiceSpec spec) {
        boolean headless =
                !spec.clusterIPs().isEmpty() && spec.clusterIPs().getFirst().equals("None");
        boolean anywhere = headless && spec.selector().isEmpty();
        var families = new ArrayList<>(spec.ipFamilies());
        checkOffered(families, anywhere);
        fromAddresses(spec.clusterIPs(), families, headless);
        var policy = spec.ipFamilyPolicy();
        if (policy.isEmpty()) {
            policy = anywhere ? REQUIRE_DUAL : families.size() > 1 ? REQUIRE_DUAL : SINGLE;
        }
        if (policy.equals(REQUIRE_DUAL) && offered.size() < 2 && !anywhere) {
            errors.invalid("spec.ipFamilyPolicy", policy, "this cluster is not configured for dual-stack services");
        }
        if (families.isEmpty()) {
            families.add(offered.getFirst());
        }
        boolean dual = !policy.equals(SINGLE) && (offered.size() > 1 || anywhere);
        if (dual && families.size() == 1) {
            families.add(families.getFirst().equals("IPv4") ? "IPv6" : "IPv4");
        }
        if (policy.equals(SINGLE) && families.size() > 1) {
            errors.invalid(
                    "spec.ipFamilyPolicy",
                    policy,
                    "must be RequireDualStack or PreferDualStack when multiple IP families are specified");
        }
        return spec.withIpFamilyPolicy(policy).withIpFamilies(families);
    }

    private void checkOffered(List<String> families, boolean anywhere) {
        for (int i = 0; i < families.size() && !anywhere; i++) {
            boolean known = families.get(i).equals("IPv4") || families.get(i).equals("IPv6");
            if (known && !offered.contains(families.get(i))) {
                errors.invalid("spec.ipFamilies[" + i + "]", families.get(i), "not configured on this cluster");
            }
        }
    }

    /** An address says its family, or must be of the one that is said. */
    private void fromAddresses(List<String> addresses, List<String> families, boolean headless) {
        for (int i = 0; i < addresses.size() && !headless; i++) {
            if (Cidr.bytes(addresses.get(i)) == null) {
                continue;
            }
            var family = Cidr.familyOf(addresses.get(i));
            if (i >= families.size()) {
                families.add(family);
            } else if (!families.get(i).equals(family)) {
                errors.invalid(
                        "spec.clusterIPs[" + i + "]",
                        addresses.get(i),
                        "expected an " + families.get(i) + " value as indicated by `ipFamilies[" + i + "]`");
            }
        }
    }
}
