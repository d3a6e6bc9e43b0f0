package io.navarch.kubelet.cri;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of a sandbox may do.
 *
 * @param privileged whether the sandbox will hold a privileged container
 * @param seccomp null for the engine's choice
 */
public record SandboxSecurityContext(
        NamespaceOptions namespaces,
        @Nullable SelinuxOptions selinux,
        @Nullable Long runAsUser,
        @Nullable Long runAsGroup,
        boolean readOnlyRootFilesystem,
        List<Long> supplementalGroups,
        SupplementalGroupsPolicy supplementalGroupsPolicy,
        boolean privileged,
        @Nullable SecurityProfile seccomp,
        @Nullable SecurityProfile apparmor) {
    public static final SandboxSecurityContext DEFAULT = of(NamespaceOptions.DEFAULT);

    public SandboxSecurityContext {
        supplementalGroups = List.copyOf(supplementalGroups);
    }

    /** The given namespaces and the runtime's default seccomp profile, nothing else. */
    public static SandboxSecurityContext of(NamespaceOptions namespaces) {
        return new SandboxSecurityContext(
                namespaces,
                null,
                null,
                null,
                false,
                List.of(),
                SupplementalGroupsPolicy.MERGE,
                false,
                SecurityProfile.RUNTIME_DEFAULT,
                null);
    }
}
