package io.navarch.kubelet.cri;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of a container may do.
 *
 * @param runAsUsername a user of the image, empty when {@code runAsUser} is given or the image decides
 * @param seccomp null for the engine's choice
 */
public record ContainerSecurityContext(
        Capabilities capabilities,
        boolean privileged,
        NamespaceOptions namespaces,
        @Nullable SelinuxOptions selinux,
        @Nullable Long runAsUser,
        @Nullable Long runAsGroup,
        String runAsUsername,
        boolean readOnlyRootFilesystem,
        List<Long> supplementalGroups,
        SupplementalGroupsPolicy supplementalGroupsPolicy,
        boolean noNewPrivileges,
        List<String> maskedPaths,
        List<String> readOnlyPaths,
        @Nullable SecurityProfile seccomp,
        @Nullable SecurityProfile apparmor) {
    public static final ContainerSecurityContext DEFAULT = builder().build();

    public ContainerSecurityContext {
        supplementalGroups = List.copyOf(supplementalGroups);
        maskedPaths = List.copyOf(maskedPaths);
        readOnlyPaths = List.copyOf(readOnlyPaths);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects a security context; what is not said is the engine's default for an ordinary container. */
    public static final class Builder {
        private Capabilities capabilities = Capabilities.NONE;
        private boolean privileged;
        private NamespaceOptions namespaces = NamespaceOptions.DEFAULT;
        private @Nullable SelinuxOptions selinux;
        private @Nullable Long runAsUser;
        private @Nullable Long runAsGroup;
        private String runAsUsername = "";
        private boolean readOnlyRootFilesystem;
        private List<Long> supplementalGroups = List.of();
        private SupplementalGroupsPolicy supplementalGroupsPolicy = SupplementalGroupsPolicy.MERGE;
        private boolean noNewPrivileges;
        private List<String> maskedPaths = List.of();
        private List<String> readOnlyPaths = List.of();
        private @Nullable SecurityProfile seccomp;
        private @Nullable SecurityProfile apparmor;

        private Builder() {}

        public Builder capabilities(Capabilities value) {
            capabilities = value;
            return this;
        }

        public Builder privileged(boolean value) {
            privileged = value;
            return this;
        }

        public Builder namespaces(NamespaceOptions value) {
            namespaces = value;
            return this;
        }

        public Builder selinux(@Nullable SelinuxOptions value) {
            selinux = value;
            return this;
        }

        public Builder runAsUser(@Nullable Long value) {
            runAsUser = value;
            return this;
        }

        public Builder runAsGroup(@Nullable Long value) {
            runAsGroup = value;
            return this;
        }

        public Builder runAsUsername(String value) {
            runAsUsername = value;
            return this;
        }

        public Builder readOnlyRootFilesystem(boolean value) {
            readOnlyRootFilesystem = value;
            return this;
        }

        public Builder supplementalGroups(List<Long> value, SupplementalGroupsPolicy policy) {
            supplementalGroups = value;
            supplementalGroupsPolicy = policy;
            return this;
        }

        public Builder noNewPrivileges(boolean value) {
            noNewPrivileges = value;
            return this;
        }

        public Builder maskedPaths(List<String> value) {
            maskedPaths = value;
            return this;
        }

        public Builder readOnlyPaths(List<String> value) {
            readOnlyPaths = value;
            return this;
        }

        public Builder seccomp(@Nullable SecurityProfile value) {
            seccomp = value;
            return this;
        }

        public Builder apparmor(@Nullable SecurityProfile value) {
            apparmor = value;
            return this;
        }

        public ContainerSecurityContext build() {
            return new ContainerSecurityContext(
                    capabilities,
                    privileged,
                    namespaces,
                    selinux,
                    runAsUser,
                    runAsGroup,
                    runAsUsername,
                    readOnlyRootFilesystem,
                    supplementalGroups,
                    supplementalGroupsPolicy,
                    noNewPrivileges,
                    maskedPaths,
                    readOnlyPaths,
                    seccomp,
                    apparmor);
        }
    }
}
