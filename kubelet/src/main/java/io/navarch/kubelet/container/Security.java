package io.navarch.kubelet.container;

import io.navarch.kubelet.cri.Capabilities;
import io.navarch.kubelet.cri.ContainerSecurityContext;
import io.navarch.kubelet.cri.Image;
import io.navarch.kubelet.cri.NamespaceMode;
import io.navarch.kubelet.cri.NamespaceOptions;
import io.navarch.kubelet.cri.SandboxSecurityContext;
import io.navarch.kubelet.cri.SecurityProfile;
import io.navarch.kubelet.cri.SupplementalGroupsPolicy;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.SeccompProfile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Security contexts of pods and containers in the engine's terms. Pure logic. */
public final class Security {
    private static final List<String> MASKED = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");
    private static final List<String> READ_ONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private Security() {}

    public static NamespaceOptions namespaces(Pod pod) {
        var spec = pod.spec();
        return new NamespaceOptions(
                spec.hostNetwork() ? NamespaceMode.NODE : NamespaceMode.POD,
                spec.hostPID()
                        ? NamespaceMode.NODE
                        : spec.shareProcessNamespace() ? NamespaceMode.POD : NamespaceMode.CONTAINER,
                spec.hostIPC() ? NamespaceMode.NODE : NamespaceMode.POD,
                "",
                null);
    }

    public static SandboxSecurityContext ofSandbox(Pod pod) {
        var context = pod.spec().securityContext();
        boolean privileged = pod.spec().containers().stream()
                        .anyMatch(c -> c.securityContext().privileged())
                || pod.spec().initContainers().stream()
                        .anyMatch(c -> c.securityContext().privileged());
        return new SandboxSecurityContext(
                namespaces(pod),
                null,
                context.hasRunAsUser() ? context.runAsUser() : null,
                context.hasRunAsGroup() ? context.runAsGroup() : null,
                false,
                groups(pod),
                SupplementalGroupsPolicy.MERGE,
                privileged,
                SecurityProfile.RUNTIME_DEFAULT,
                null);
    }

    static List<Long> groups(Pod pod) {
        var context = pod.spec().securityContext();
        var groups = new ArrayList<>(context.supplementalGroups());
        if (context.hasFsGroup()) {
            groups.add(context.fsGroup());
        }
        return groups;
    }

    private static NamespaceOptions namespaces(Pod pod, String targetId) {
        var usual = namespaces(pod);
        return targetId.isEmpty()
                ? usual
                : new NamespaceOptions(
                        usual.network(), NamespaceMode.TARGET, usual.ipc(), targetId, usual.userNamespace());
    }

    /**
     * A container's.
     *
     * @param image to check what it runs as, if the container says that it must not be root
     * @param targetId of the container whose processes it shall see; empty for none
     */
    static ContainerSecurityContext of(Pod pod, Container container, @Nullable Image image, String targetId) {
        var own = container.securityContext();
        var pods = pod.spec().securityContext();
        Long user = own.hasRunAsUser() ? (Long) own.runAsUser() : pods.hasRunAsUser() ? (Long) pods.runAsUser() : null;
        Long group =
                own.hasRunAsGroup() ? (Long) own.runAsGroup() : pods.hasRunAsGroup() ? (Long) pods.runAsGroup() : null;
        boolean nonRoot = own.hasRunAsNonRoot() ? own.runAsNonRoot() : pods.runAsNonRoot();
        if (nonRoot) {
            checkNotRoot(pod, container, user, image);
        }
        String username = "";
        Long effective = user;
        if (user == null && image != null) {
            effective = image.uid();
            username = image.uid() == null ? image.username() : "";
        }
        boolean unmasked = own.procMount().equals("Unmasked") || own.privileged();
        return ContainerSecurityContext.builder()
                .capabilities(new Capabilities(
                        own.capabilities().add(), own.capabilities().drop()))
                .privileged(own.privileged())
                .namespaces(namespaces(pod, targetId))
                .runAsUser(effective)
                .runAsGroup(group)
                .runAsUsername(username)
                .readOnlyRootFilesystem(own.readOnlyRootFilesystem())
                .supplementalGroups(groups(pod), SupplementalGroupsPolicy.MERGE)
                .noNewPrivileges(own.hasAllowPrivilegeEscalation() && !own.allowPrivilegeEscalation())
                .maskedPaths(unmasked ? List.of() : MASKED)
                .readOnlyPaths(unmasked ? List.of() : READ_ONLY)
                .seccomp(seccomp(own.hasSeccompProfile() ? own.seccompProfile() : pods.seccompProfile()))
                .build();
    }

    private static SecurityProfile seccomp(SeccompProfile profile) {
        return switch (profile.type()) {
            case "RuntimeDefault" -> SecurityProfile.RUNTIME_DEFAULT;
            case "Localhost" -> SecurityProfile.localhost(profile.localhostProfile());
            default -> SecurityProfile.UNCONFINED;
        };
    }

    private static void checkNotRoot(Pod pod, Container container, @Nullable Long user, @Nullable Image image) {
        var where = " (pod: \"" + pod.name() + "_" + pod.namespace() + "(" + pod.uid() + ")\", container: "
                + container.name() + ")";
        if (user != null) {
            if (user == 0) {
                throw new ContainerConfigException("container's runAsUser breaks non-root policy" + where);
            }
            return;
        }
        if (image != null && image.uid() == null && !image.username().isEmpty()) {
            throw new ContainerConfigException("container has runAsNonRoot and image has non-numeric user ("
                    + image.username() + "), cannot verify user is non-root" + where);
        }
        if (image == null || image.uid() == null || image.uid() == 0) {
            throw new ContainerConfigException("container has runAsNonRoot and image will run as root" + where);
        }
    }
}
