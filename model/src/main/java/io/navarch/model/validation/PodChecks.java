package io.navarch.model.validation;

import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.ContainerPort;
import io.navarch.model.core.v1.EphemeralContainer;
import io.navarch.model.core.v1.PodSecurityContext;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.core.v1.PodTemplateSpec;
import io.navarch.model.core.v1.Volume;
import io.navarch.model.core.v1.VolumeMount;
import io.navarch.model.name.Formats;
import io.navarch.model.name.IpAddresses;
import io.navarch.model.tree.Struct;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What holds between the parts of a pod. */
final class PodChecks {
    private static final Pattern SYSCTL =
            Pattern.compile("([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?");
    private static final int MOST_NAMESERVERS = 3;
    private static final int MOST_SEARCHES = 32;

    private PodChecks() {}

    static void register(Map<String, Check> all) {
        all.put("podContainers", PodChecks::containers);
        all.put("podSecurity", PodChecks::security);
        all.put("podDns", PodChecks::dns);
        all.put("podHost", PodChecks::host);
        all.put("sysctls", PodChecks::sysctls);
        all.put("templateMeta", PodChecks::templateMeta);
    }

    private static void containers(Struct tree, String path, Scope scope) {
        var spec = new PodSpec(tree);
        var errors = scope.errors();
        var volumes = volumes(spec);
        var names = new HashSet<String>();
        var at = Scope.child(path, "containers");
        if (spec.containers().isEmpty()) {
            errors.required(at, "");
        }
        for (int i = 0; i < spec.containers().size(); i++) {
            var container = spec.containers().get(i);
            container(container, at + "[" + i + "]", volumes, names, scope);
            startupRules(container, at + "[" + i + "]", scope);
            hostPorts(spec, container.ports(), at + "[" + i + "]", errors);
        }
        hostPortConflicts(spec.containers(), at, errors);
        at = Scope.child(path, "initContainers");
        for (int i = 0; i < spec.initContainers().size(); i++) {
            var container = spec.initContainers().get(i);
            container(container, at + "[" + i + "]", volumes, names, scope);
            initContainer(container, at + "[" + i + "]", scope);
            hostPorts(spec, container.ports(), at + "[" + i + "]", errors);
        }
        at = Scope.child(path, "ephemeralContainers");
        for (int i = 0; i < spec.ephemeralContainers().size(); i++) {
            ephemeral(spec, spec.ephemeralContainers().get(i), at + "[" + i + "]", volumes, names, scope);
        }
    }

    private static Map<String, Volume> volumes(PodSpec spec) {
        var volumes = new HashMap<String, Volume>();
        for (var volume : spec.volumes()) {
            volumes.put(volume.name(), volume);
        }
        return volumes;
    }

    private static void container(
            Container container, String at, Map<String, Volume> volumes, Set<String> names, Scope scope) {
        scope.validate(container.tree(), at);
        if (!container.name().isEmpty() && !names.add(container.name())) {
            scope.errors().duplicate(at + ".name", container.name());
        }
        mounts(container.volumeMounts(), at, volumes, scope);
    }

    private static void mounts(List<VolumeMount> mounts, String at, Map<String, Volume> volumes, Scope scope) {
        var paths = new HashSet<String>();
        for (int i = 0; i < mounts.size(); i++) {
            var mount = mounts.get(i);
            var mountPath = at + ".volumeMounts[" + i + "]";
            if (!mount.name().isEmpty() && !volumes.containsKey(mount.name())) {
                scope.errors().notFound(mountPath + ".name", mount.name());
            }
            scope.validate(mount.tree(), mountPath);
            if (!mount.mountPath().isEmpty() && !paths.add(mount.mountPath())) {
                scope.errors().invalid(mountPath + ".mountPath", mount.mountPath(), "must be unique");
            }
        }
    }

    /** What only regular and restartable init containers may have. */
    private static void startupRules(Container container, String at, Scope scope) {
        for (var probe : List.of("livenessProbe", "startupProbe")) {
            if (container.tree().get(probe) instanceof Struct value
                    && value.get("successThreshold") instanceof Long threshold
                    && threshold != 1) {
                scope.errors().invalid(at + "." + probe + ".successThreshold", threshold, "must be 1");
            }
        }
        if (container.readinessProbe().hasTerminationGracePeriodSeconds()) {
            scope.errors()
                    .invalid(
                            at + ".readinessProbe.terminationGracePeriodSeconds",
                            container.readinessProbe().terminationGracePeriodSeconds(),
                            "must not be set for readinessProbes");
        }
    }

    private static void initContainer(Container container, String at, Scope scope) {
        if (container.restartPolicy().equals("Always")) {
            startupRules(container, at, scope);
            return;
        }
        if (!container.restartPolicy().isEmpty() && !container.hasRestartPolicyRules()) {
            scope.errors().notSupported(at + ".restartPolicy", container.restartPolicy(), List.of("Always"));
        }
        for (var field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.tree().get(field) != null) {
                scope.errors().forbidden(at + "." + field, "may not be set for init containers");
            }
        }
    }

    private static void ephemeral(
            PodSpec spec,
            EphemeralContainer container,
            String at,
            Map<String, Volume> volumes,
            Set<String> names,
            Scope scope) {
        scope.validate(container.tree(), at);
        if (!container.name().isEmpty() && !names.add(container.name())) {
            scope.errors().duplicate(at + ".name", container.name());
        }
        var target = container.targetContainerName();
        boolean found = target.isEmpty()
                || spec.containers().stream().anyMatch(other -> other.name().equals(target))
                || spec.initContainers().stream().anyMatch(other -> other.name().equals(target));
        if (!found) {
            scope.errors().notFound(at + ".targetContainerName", target);
        }
        mounts(container.volumeMounts(), at, volumes, scope);
    }

    private static void hostPorts(PodSpec spec, List<ContainerPort> ports, String at, FieldErrors errors) {
        if (!spec.hostNetwork()) {
            return;
        }
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).hostPort() != ports.get(i).containerPort()) {
                errors.invalid(
                        at + ".ports[" + i + "].containerPort",
                        ports.get(i).containerPort(),
                        "must match `hostPort` when `hostNetwork` is true");
            }
        }
    }

    private static void hostPortConflicts(List<Container> containers, String at, FieldErrors errors) {
        var taken = new HashSet<String>();
        for (int i = 0; i < containers.size(); i++) {
            var ports = containers.get(i).ports();
            for (int j = 0; j < ports.size(); j++) {
                var port = ports.get(j);
                var key = port.protocol() + "/" + port.hostIP() + "/" + port.hostPort();
                if (port.hostPort() != 0 && !taken.add(key)) {
                    errors.duplicate(at + "[" + i + "].ports[" + j + "].hostPort", key);
                }
            }
        }
    }

    private static void security(Struct tree, String path, Scope scope) {
        var spec = new PodSpec(tree);
        if (spec.hostPID() && spec.shareProcessNamespace()) {
            scope.errors()
                    .invalid(
                            Scope.child(path, "shareProcessNamespace"),
                            true,
                            "ShareProcessNamespace and HostPID cannot both be enabled");
        }
        if (spec.tree().get("hostUsers") == Boolean.FALSE) {
            for (var field : List.of("hostNetwork", "hostPID", "hostIPC")) {
                if (spec.tree().get(field) == Boolean.TRUE) {
                    scope.errors().forbidden(Scope.child(path, field), "when `hostUsers` is false");
                }
            }
        }
    }

    private static void dns(Struct tree, String path, Scope scope) {
        var spec = new PodSpec(tree);
        var errors = scope.errors();
        var config = spec.dnsConfig();
        var at = Scope.child(path, "dnsConfig");
        if (spec.dnsPolicy().equals("None")) {
            if (!spec.hasDnsConfig()) {
                errors.required(at, "must provide `dnsConfig` when `dnsPolicy` is None");
                return;
            }
            if (config.nameservers().isEmpty()) {
                errors.required(
                        at + ".nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
            }
        }
        if (config.nameservers().size() > MOST_NAMESERVERS) {
            errors.invalid(
                    at + ".nameservers", config.tree().get("nameservers"), "must not have more than 3 nameservers");
        }
        for (int i = 0; i < config.nameservers().size(); i++) {
            var server = config.nameservers().get(i);
            errors.invalid(at + ".nameservers[" + i + "]", server, IpAddresses.faults(server));
        }
        if (config.searches().size() > MOST_SEARCHES) {
            errors.invalid(at + ".searches", config.tree().get("searches"), "must not have more than 32 search paths");
        }
        for (int i = 0; i < config.searches().size(); i++) {
            var search = config.searches().get(i);
            var plain = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
            errors.invalid(at + ".searches[" + i + "]", search, Formats.dns1123Subdomain(plain.replace('_', 'a')));
        }
        for (int i = 0; i < config.options().size(); i++) {
            if (config.options().get(i).name().isEmpty()) {
                errors.required(at + ".options[" + i + "]", "must not be empty");
            }
        }
    }

    private static void host(Struct tree, String path, Scope scope) {
        var spec = new PodSpec(tree);
        if (!spec.schedulingGates().isEmpty() && !spec.nodeName().isEmpty()) {
            scope.errors()
                    .forbidden(
                            Scope.child(path, "nodeName"), "cannot be set until all schedulingGates have been cleared");
        }
    }

    private static void sysctls(Struct tree, String path, Scope scope) {
        var names = new HashSet<String>();
        var sysctls = new PodSecurityContext(tree).sysctls();
        for (int i = 0; i < sysctls.size(); i++) {
            var name = sysctls.get(i).name();
            var at = path + ".sysctls[" + i + "].name";
            if (name.isEmpty()) {
                scope.errors().required(at, "");
            } else if (name.length() > Formats.SUBDOMAIN_LENGTH
                    || !SYSCTL.matcher(name).matches()) {
                scope.errors()
                        .invalid(
                                at,
                                name,
                                "must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*"
                                        + "[a-z0-9]([-_a-z0-9]*[a-z0-9])?$");
            } else if (!names.add(name.replace('/', '.'))) {
                scope.errors().duplicate(at, name);
            }
        }
    }

    private static void templateMeta(Struct tree, String path, Scope scope) {
        var template = new PodTemplateSpec(tree);
        var meta = template.metadata();
        FieldRule.labels(meta.labels(), path + ".metadata.labels", scope.errors());
        ObjectMetaRules.annotations(meta.annotations(), path + ".metadata.annotations", scope.errors());
        if (!template.spec().ephemeralContainers().isEmpty()) {
            scope.errors()
                    .forbidden(path + ".spec.ephemeralContainers", "ephemeral containers not allowed in pod template");
        }
    }
}
