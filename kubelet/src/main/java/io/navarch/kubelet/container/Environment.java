package io.navarch.kubelet.container;

import io.navarch.kubelet.NodeObjects;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.EnvFromSource;
import io.navarch.model.core.v1.EnvVar;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Service;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A container's environment: services, then envFrom, then env, each able to refer to what stands before it. */
final class Environment {
    private final NodeObjects objects;
    private final Pod pod;
    private final Container container;
    private final Map<String, String> nodeAllocatable;
    private final Map<String, String> values = new LinkedHashMap<>();

    private Environment(NodeObjects objects, Pod pod, Container container, Map<String, String> nodeAllocatable) {
        this.objects = objects;
        this.pod = pod;
        this.container = container;
        this.nodeAllocatable = nodeAllocatable;
    }

    /** @param pod with its address in the status, which variables may ask for */
    static Map<String, String> of(
            NodeObjects objects, Pod pod, Container container, Map<String, String> nodeAllocatable) {
        var environment = new Environment(objects, pod, container, nodeAllocatable);
        environment.addServices();
        container.envFrom().forEach(environment::addAll);
        container.env().forEach(environment::add);
        return environment.values;
    }

    private void addServices() {
        boolean all = !pod.spec().hasEnableServiceLinks() || pod.spec().enableServiceLinks();
        objects.services().stream()
                .filter(service -> !service.spec().clusterIP().isEmpty()
                        && !service.spec().clusterIP().equals("None"))
                .filter(service -> service.name().equals("kubernetes")
                                && service.namespace().equals("default")
                        || all && service.namespace().equals(pod.namespace()))
                .sorted(Comparator.comparing(Service::name))
                .forEach(this::addService);
    }

    private void addService(Service service) {
        if (service.spec().ports().isEmpty()) {
            return;
        }
        var prefix = service.name().toUpperCase(Locale.ROOT).replace('-', '_');
        var host = service.spec().clusterIP();
        var first = service.spec().ports().get(0);
        values.put(prefix + "_SERVICE_HOST", host);
        values.put(prefix + "_SERVICE_PORT", Integer.toString(first.port()));
        for (var port : service.spec().ports()) {
            if (!port.name().isEmpty()) {
                var name = port.name().toUpperCase(Locale.ROOT).replace('-', '_');
                values.put(prefix + "_SERVICE_PORT_" + name, Integer.toString(port.port()));
            }
        }
        values.put(prefix + "_PORT", url(host, first.protocol(), first.port()));
        for (var port : service.spec().ports()) {
            var protocol = port.protocol().isEmpty() ? "TCP" : port.protocol();
            var base = prefix + "_PORT_" + port.port() + "_" + protocol;
            values.put(base, url(host, protocol, port.port()));
            values.put(base + "_PROTO", protocol.toLowerCase(Locale.ROOT));
            values.put(base + "_PORT", Integer.toString(port.port()));
            values.put(base + "_ADDR", host);
        }
    }

    private static String url(String host, String protocol, int port) {
        var scheme = protocol.isEmpty() ? "tcp" : protocol.toLowerCase(Locale.ROOT);
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private void addAll(EnvFromSource source) {
        if (source.hasConfigMapRef()) {
            var name = source.configMapRef().name();
            var found = objects.configMap(pod.namespace(), name);
            if (found.isEmpty() && !source.configMapRef().optional()) {
                throw new ContainerConfigException("configmap \"" + name + "\" not found");
            }
            found.ifPresent(map -> map.data().forEach((key, value) -> values.put(source.prefix() + key, value)));
        }
        if (source.hasSecretRef()) {
            var name = source.secretRef().name();
            var found = objects.secret(pod.namespace(), name);
            if (found.isEmpty() && !source.secretRef().optional()) {
                throw new ContainerConfigException("secret \"" + name + "\" not found");
            }
            found.ifPresent(
                    secret -> secret.data().forEach((key, value) -> values.put(source.prefix() + key, decoded(value))));
        }
    }

    private void add(EnvVar variable) {
        if (!variable.hasValueFrom()) {
            values.put(variable.name(), Expansion.expand(variable.value(), values));
            return;
        }
        var source = variable.valueFrom();
        if (source.hasFieldRef()) {
            values.put(
                    variable.name(), DownwardFields.field(pod, source.fieldRef().fieldPath()));
        } else if (source.hasResourceFieldRef()) {
            values.put(
                    variable.name(),
                    DownwardFields.resource(pod, container.name(), source.resourceFieldRef(), nodeAllocatable));
        } else if (source.hasConfigMapKeyRef()) {
            addConfigMapKey(variable);
        } else if (source.hasSecretKeyRef()) {
            addSecretKey(variable);
        }
    }

    private void addConfigMapKey(EnvVar variable) {
        var reference = variable.valueFrom().configMapKeyRef();
        var found = objects.configMap(pod.namespace(), reference.name());
        if (found.isEmpty()) {
            if (!reference.optional()) {
                throw new ContainerConfigException("configmap \"" + reference.name() + "\" not found");
            }
            return;
        }
        var value = found.get().data().get(reference.key());
        if (value != null) {
            values.put(variable.name(), value);
        } else if (!reference.optional()) {
            throw new ContainerConfigException("couldn't find key " + reference.key() + " in ConfigMap "
                    + pod.namespace() + "/" + reference.name());
        }
    }

    private void addSecretKey(EnvVar variable) {
        var reference = variable.valueFrom().secretKeyRef();
        var found = objects.secret(pod.namespace(), reference.name());
        if (found.isEmpty()) {
            if (!reference.optional()) {
                throw new ContainerConfigException("secret \"" + reference.name() + "\" not found");
            }
            return;
        }
        var value = found.get().data().get(reference.key());
        if (value != null) {
            values.put(variable.name(), decoded(value));
        } else if (!reference.optional()) {
            throw new ContainerConfigException(
                    "couldn't find key " + reference.key() + " in Secret " + pod.namespace() + "/" + reference.name());
        }
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
