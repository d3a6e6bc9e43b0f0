package io.navarch.apiserver.admission;

import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.core.v1.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The Pod Security Standards, control by control, in the words of upstream's admission. Those of the baseline come first; the
 * restricted level replaces three of them by stricter ones.
 */
final class PodSecurityChecks {
    private static final Set<String> BASELINE_CAPABILITIES = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");
    private static final Set<String> SAFE_SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.ping_group_range",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_rmem",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.tcp_wmem");
    private static final Set<String> SAFE_VOLUMES = Set.of(
            "configMap",
            "csi",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "image",
            "persistentVolumeClaim",
            "projected",
            "secret");
    private static final Set<String> SELINUX_TYPES =
            Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");

    private final PodSpec spec;
    private final List<Container> containers = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    private PodSecurityChecks(PodSpec spec) {
        this.spec = spec;
        containers.addAll(spec.initContainers());
        containers.addAll(spec.containers());
        spec.ephemeralContainers()
                .forEach(container -> containers.add(Container.EMPTY
                        .withName(container.name())
                        .withPorts(container.ports())
                        .withSecurityContext(container.securityContext())));
    }

    static List<String> violations(PodSecurityLevel level, PodSpec spec) {
        if (level == PodSecurityLevel.PRIVILEGED) {
            return List.of();
        }
        var checks = new PodSecurityChecks(spec);
        checks.baseline(level == PodSecurityLevel.RESTRICTED);
        if (level == PodSecurityLevel.RESTRICTED) {
            checks.restricted();
        }
        return checks.violations;
    }

    private void baseline(boolean restrictedToo) {
        if (!restrictedToo) {
            capabilities();
        }
        hostNamespaces();
        if (!restrictedToo) {
            var names = spec.volumes().stream()
                    .filter(volume -> volume.hasHostPath())
                    .map(volume -> volume.name())
                    .toList();
            if (!names.isEmpty()) {
                add("hostPath volumes", plural("volume", names));
            }
        }
        hostPorts();
        offending("privileged", SecurityContext::privileged, "must not set securityContext.privileged=true");
        offending(
                "procMount",
                context -> context.hasProcMount() && !context.procMount().equals("Default"),
                "must not set securityContext.procMount to \"Unmasked\"");
        seLinux();
        if (!restrictedToo) {
            seccompUnconfined();
        }
        var sysctls = spec.securityContext().sysctls().stream()
                .map(sysctl -> sysctl.name())
                .filter(name -> !SAFE_SYSCTLS.contains(name))
                .toList();
        if (!sysctls.isEmpty()) {
            add("forbidden sysctls", String.join(", ", sysctls));
        }
        hostProcess();
    }

    private void restricted() {
        offending(
                "allowPrivilegeEscalation != false",
                context -> !context.hasAllowPrivilegeEscalation() || context.allowPrivilegeEscalation(),
                "must set securityContext.allowPrivilegeEscalation=false");
        restrictedCapabilities();
        restrictedVolumes();
        runAsNonRoot();
        runAsUser();
        seccompSet();
    }

    private void add(String what, String how) {
        violations.add(what + " (" + how + ")");
    }

    private static String plural(String what, List<String> names) {
        return (names.size() == 1 ? what : what + "s") + " " + quoted(names);
    }

    private static String quoted(Iterable<String> names) {
        var quoted = new ArrayList<String>();
        names.forEach(name -> quoted.add("\"" + name + "\""));
        return String.join(", ", quoted);
    }

    private List<String> which(Predicate<SecurityContext> test) {
        return containers.stream()
                .filter(container -> test.test(container.securityContext()))
                .map(Container::name)
                .toList();
    }

    private void offending(String what, Predicate<SecurityContext> test, String how) {
        var names = which(test);
        if (!names.isEmpty()) {
            add(what, plural("container", names) + " " + how);
        }
    }

    private void capabilities() {
        var names = new ArrayList<String>();
        var forbidden = new TreeSet<String>();
        for (var container : containers) {
            var added = new TreeSet<>(container.securityContext().capabilities().add());
            added.removeAll(BASELINE_CAPABILITIES);
            if (!added.isEmpty()) {
                names.add(container.name());
                forbidden.addAll(added);
            }
        }
        if (!names.isEmpty()) {
            add(
                    "non-default capabilities",
                    plural("container", names) + " must not include " + quoted(forbidden)
                            + " in securityContext.capabilities.add");
        }
    }

    private void restrictedCapabilities() {
        var details = new ArrayList<String>();
        var keeping = which(context -> !context.capabilities().drop().contains("ALL"));
        if (!keeping.isEmpty()) {
            details.add(plural("container", keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
        }
        var forbidden = new TreeSet<String>();
        Function<SecurityContext, Set<String>> excess = context -> {
            var added = new TreeSet<>(context.capabilities().add());
            added.remove("NET_BIND_SERVICE");
            return added;
        };
        var adding = which(context -> forbidden.addAll(excess.apply(context))
                || !excess.apply(context).isEmpty());
        if (!adding.isEmpty()) {
            details.add(plural("container", adding) + " must not include " + quoted(forbidden)
                    + " in securityContext.capabilities.add");
        }
        if (!details.isEmpty()) {
            add("unrestricted capabilities", String.join("; ", details));
        }
    }

    private void hostNamespaces() {
        var shared = new ArrayList<String>();
        if (spec.hostNetwork()) {
            shared.add("hostNetwork=true");
        }
        if (spec.hostPID()) {
            shared.add("hostPID=true");
        }
        if (spec.hostIPC()) {
            shared.add("hostIPC=true");
        }
        if (!shared.isEmpty()) {
            add("host namespaces", String.join(", ", shared));
        }
    }

    private void hostPorts() {
        var names = new ArrayList<String>();
        var ports = new TreeSet<Integer>();
        for (var container : containers) {
            var used = container.ports().stream()
                    .map(port -> port.hostPort())
                    .filter(port -> port != 0)
                    .toList();
            if (!used.isEmpty()) {
                names.add(container.name());
                ports.addAll(used);
            }
        }
        if (!names.isEmpty()) {
            var list = String.join(", ", ports.stream().map(String::valueOf).toList());
            add(
                    "hostPort",
                    plural("container", names)
                            + (names.size() == 1 ? " uses " : " use ")
                            + (ports.size() == 1 ? "hostPort " : "hostPorts ")
                            + list);
        }
    }

    private void seLinux() {
        Predicate<SecurityContext> odd =
                context -> !SELINUX_TYPES.contains(context.seLinuxOptions().type())
                        || !context.seLinuxOptions().user().isEmpty()
                        || !context.seLinuxOptions().role().isEmpty();
        var pod = spec.securityContext().seLinuxOptions();
        boolean podIsOdd = !SELINUX_TYPES.contains(pod.type())
                || !pod.user().isEmpty()
                || !pod.role().isEmpty();
        var names = which(odd);
        if (podIsOdd || !names.isEmpty()) {
            var who = new ArrayList<String>();
            if (podIsOdd) {
                who.add("pod");
            }
            if (!names.isEmpty()) {
                who.add(plural("container", names));
            }
            add("seLinuxOptions", String.join(" and ", who) + " set forbidden securityContext.seLinuxOptions");
        }
    }

    private void seccompUnconfined() {
        var who = new ArrayList<String>();
        if (spec.securityContext().seccompProfile().type().equals("Unconfined")) {
            who.add("pod");
        }
        var names = which(context -> context.seccompProfile().type().equals("Unconfined"));
        if (!names.isEmpty()) {
            who.add(plural("container", names));
        }
        if (!who.isEmpty()) {
            add(
                    "seccompProfile",
                    String.join(" and ", who) + " must not set securityContext.seccompProfile.type to \"Unconfined\"");
        }
    }

    private void seccompSet() {
        var profile = spec.securityContext().seccompProfile().type();
        boolean podIsSafe = profile.equals("RuntimeDefault") || profile.equals("Localhost");
        var names = which(context -> {
            var own = context.seccompProfile().type();
            return own.isEmpty() ? !podIsSafe : !own.equals("RuntimeDefault") && !own.equals("Localhost");
        });
        if (!names.isEmpty()) {
            add(
                    "seccompProfile",
                    "pod or " + plural("container", names)
                            + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
        }
    }

    private void hostProcess() {
        var names = which(context -> context.windowsOptions().hostProcess());
        boolean pod = spec.securityContext().windowsOptions().hostProcess();
        if (pod || !names.isEmpty()) {
            var who = new ArrayList<String>();
            if (pod) {
                who.add("pod");
            }
            if (!names.isEmpty()) {
                who.add(plural("container", names));
            }
            add(
                    "hostProcess",
                    String.join(" and ", who) + " must not set securityContext.windowsOptions.hostProcess=true");
        }
    }

    private void restrictedVolumes() {
        var names = new ArrayList<String>();
        var types = new TreeSet<String>();
        for (var volume : spec.volumes()) {
            volume.tree().forEachMember((member, value) -> {
                if (!member.equals("name") && !SAFE_VOLUMES.contains(member)) {
                    names.add(volume.name());
                    types.add(member);
                }
            });
        }
        if (!names.isEmpty()) {
            add(
                    "restricted volume types",
                    plural("volume", names)
                            + (names.size() == 1 ? " uses " : " use ")
                            + (types.size() == 1 ? "restricted volume type " : "restricted volume types ")
                            + quoted(types));
        }
    }

    private void runAsNonRoot() {
        boolean pod = spec.securityContext().runAsNonRoot();
        var names = which(context -> context.hasRunAsNonRoot() ? !context.runAsNonRoot() : !pod);
        if (!names.isEmpty()) {
            add(
                    "runAsNonRoot != true",
                    "pod or " + plural("container", names) + " must set securityContext.runAsNonRoot=true");
        }
    }

    private void runAsUser() {
        var who = new ArrayList<String>();
        var context = spec.securityContext();
        if (context.hasRunAsUser() && context.runAsUser() == 0) {
            who.add("pod");
        }
        var names = which(own -> own.hasRunAsUser() && own.runAsUser() == 0);
        if (!names.isEmpty()) {
            who.add(plural("container", names));
        }
        if (!who.isEmpty()) {
            add("runAsUser=0", String.join(" and ", who) + " must not set runAsUser=0");
        }
    }
}
