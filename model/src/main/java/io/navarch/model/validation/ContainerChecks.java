package io.navarch.model.validation;

import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.EnvVar;
import io.navarch.model.core.v1.EnvVarSource;
import io.navarch.model.core.v1.SecurityContext;
import io.navarch.model.core.v1.VolumeMount;
import io.navarch.model.name.GoSyntax;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds between the parts of a container. */
final class ContainerChecks {
    private static final List<String> ENV_FIELDS = List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");
    private static final Set<String> RESOURCE_FIELDS = Set.of(
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage");
    private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep");

    private ContainerChecks() {}

    static void register(Map<String, Check> all) {
        all.put("image", ContainerChecks::image);
        all.put("containerPorts", ContainerChecks::ports);
        all.put("ephemeralFields", ContainerChecks::ephemeralFields);
        all.put("envSource", ContainerChecks::envSource);
        all.put("envFromSource", ContainerChecks::envFromSource);
        all.put("resourceField", ContainerChecks::resourceField);
        all.put("subPath", ContainerChecks::subPath);
        all.put("handler", ContainerChecks::probeHandler);
        all.put("lifecycleHandler", ContainerChecks::lifecycleHandler);
        all.put("containerSecurity", ContainerChecks::security);
        all.put("localhostProfile", ContainerChecks::localhostProfile);
    }

    private static void image(Struct tree, String path, Scope scope) {
        var image = tree.get("image") instanceof String text ? text : "";
        // Templates may hold a blank where an image is to be filled in; pods may not.
        boolean inTemplate = path.contains("template");
        if (image.isEmpty()) {
            scope.errors().required(path + ".image", "");
        } else if (!inTemplate && !image.strip().equals(image)) {
            scope.errors().invalid(path + ".image", image, "must not have leading or trailing whitespace");
        }
    }

    private static void ports(Struct tree, String path, Scope scope) {
        var names = new HashSet<String>();
        var ports = new Container(tree).ports();
        for (int i = 0; i < ports.size(); i++) {
            var name = ports.get(i).name();
            if (!name.isEmpty() && !names.add(name)) {
                scope.errors().duplicate(path + ".ports[" + i + "].name", name);
            }
        }
    }

    private static void ephemeralFields(Struct tree, String path, Scope scope) {
        for (var field :
                List.of("ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resizePolicy")) {
            if (tree.get(field) != null) {
                scope.errors().forbidden(path + "." + field, "cannot be set for an Ephemeral Container");
            }
        }
        if (tree.get("resources") instanceof Struct resources && !resources.isEmpty()) {
            scope.errors().forbidden(path + ".resources", "cannot be set for an Ephemeral Container");
        }
    }

    private static void envSource(Struct tree, String path, Scope scope) {
        var variable = new EnvVar(tree);
        if (!variable.hasValueFrom()) {
            return;
        }
        var at = path + ".valueFrom";
        var sources = variable.valueFrom().tree().size();
        if (sources == 0) {
            scope.errors()
                    .invalid(
                            at,
                            "",
                            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or"
                                    + " `fileKeyRef`");
        } else if (!variable.value().isEmpty()) {
            scope.errors().invalid(at, "", "may not be specified when `value` is not empty");
        } else if (sources > 1) {
            scope.errors().invalid(at, "", "may not have more than one field specified at a time");
        }
        fieldPath(variable.valueFrom(), at + ".fieldRef", scope.errors());
    }

    private static void fieldPath(EnvVarSource source, String at, FieldErrors errors) {
        var field = source.fieldRef().fieldPath();
        if (!source.hasFieldRef() || field.isEmpty()) {
            return;
        }
        if (field.startsWith("metadata.labels[") || field.startsWith("metadata.annotations[")) {
            return;
        }
        if (!PodFields.isKnown(field)) {
            errors.invalid(at + ".fieldPath", field, "error converting fieldPath: field label not supported: " + field);
        } else if (!ENV_FIELDS.contains(field)) {
            errors.notSupported(
                    at + ".fieldPath", field, ENV_FIELDS.stream().sorted().toList());
        }
    }

    private static void envFromSource(Struct tree, String path, Scope scope) {
        boolean configMap = tree.get("configMapRef") != null;
        boolean secret = tree.get("secretRef") != null;
        if (!configMap && !secret) {
            scope.errors().invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
        } else if (configMap && secret) {
            scope.errors().invalid(path, "", "may not have more than one field specified at a time");
        }
    }

    private static void resourceField(Struct tree, String path, Scope scope) {
        var resource = tree.get("resource") instanceof String text ? text : "";
        boolean huge = resource.startsWith("limits.hugepages-") || resource.startsWith("requests.hugepages-");
        if (!resource.isEmpty() && !huge && !RESOURCE_FIELDS.contains(resource)) {
            scope.errors()
                    .notSupported(
                            path + ".resource",
                            resource,
                            RESOURCE_FIELDS.stream().sorted().toList());
        }
    }

    private static void subPath(Struct tree, String path, Scope scope) {
        var mount = new VolumeMount(tree);
        if (!mount.subPath().isEmpty() && !mount.subPathExpr().isEmpty()) {
            scope.errors()
                    .invalid(
                            path + ".subPathExpr",
                            mount.subPathExpr(),
                            "subPathExpr and subPath are mutually exclusive");
        }
        for (var field : List.of("subPath", "subPathExpr")) {
            if (tree.get(field) instanceof String text && !text.isEmpty()) {
                PathRules.relative(text, path + "." + field, scope.errors());
            }
        }
        var recursive = mount.recursiveReadOnly();
        if (!recursive.isEmpty()
                && !List.of("Disabled", "Enabled", "IfPossible").contains(recursive)) {
            scope.errors()
                    .notSupported(path + ".recursiveReadOnly", recursive, List.of("Disabled", "Enabled", "IfPossible"));
        }
    }

    private static void probeHandler(Struct tree, String path, Scope scope) {
        oneHandler(tree, path, scope);
    }

    private static void lifecycleHandler(Struct tree, String path, Scope scope) {
        oneHandler(tree, path, scope);
        if (tree.get("sleep") instanceof Struct sleep && sleep.get("seconds") instanceof Long seconds && seconds < 0) {
            scope.errors()
                    .invalid(
                            path + ".sleep.seconds",
                            seconds,
                            "must be greater than 0 and less than terminationGracePeriodSeconds");
        }
    }

    private static void oneHandler(Struct tree, String path, Scope scope) {
        var handlers = new ArrayList<String>();
        for (var handler : HANDLERS) {
            if (tree.type().field(handler) != null && tree.get(handler) != null) {
                handlers.add(handler);
            }
        }
        if (handlers.isEmpty()) {
            scope.errors().required(path, "must specify a handler type");
        }
        for (int i = 1; i < handlers.size(); i++) {
            scope.errors().forbidden(path + "." + handlers.get(i), "may not specify more than 1 handler type");
        }
    }

    private static void security(Struct tree, String path, Scope scope) {
        var context = new SecurityContext(tree);
        if (context.privileged() && !scope.privilegedAllowed()) {
            scope.errors().forbidden(path + ".privileged", "disallowed by cluster policy");
        }
        boolean refusesEscalation = context.hasAllowPrivilegeEscalation() && !context.allowPrivilegeEscalation();
        if (refusesEscalation && context.privileged()) {
            scope.errors()
                    .invalid(
                            path,
                            shown(context),
                            "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }
        if (refusesEscalation && context.capabilities().add().contains("CAP_SYS_ADMIN")) {
            scope.errors()
                    .invalid(
                            path,
                            shown(context),
                            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
        }
    }

    private static FieldErrors.Verbatim shown(SecurityContext context) {
        var members = new ArrayList<Object>();
        for (var field : List.of(
                "capabilities",
                "privileged",
                "seLinuxOptions",
                "windowsOptions",
                "runAsUser",
                "runAsGroup",
                "runAsNonRoot",
                "readOnlyRootFilesystem",
                "allowPrivilegeEscalation",
                "procMount",
                "seccompProfile",
                "appArmorProfile")) {
            var value = context.tree().get(field);
            members.add(GoSyntax.exported(field));
            members.add(value == null ? JsonNull.NULL : value);
        }
        return GoValues.object(members.toArray());
    }

    private static void localhostProfile(Struct tree, String path, Scope scope) {
        boolean local = "Localhost".equals(tree.get("type"));
        boolean named = tree.get("localhostProfile") instanceof String text && !text.isEmpty();
        if (local && !named) {
            scope.errors().required(path + ".localhostProfile", "must be set when seccomp type is Localhost");
        } else if (!local && tree.get("localhostProfile") != null) {
            scope.errors()
                    .invalid(
                            path + ".localhostProfile",
                            tree.get("localhostProfile"),
                            "can only be set when seccomp type is Localhost");
        }
    }
}
