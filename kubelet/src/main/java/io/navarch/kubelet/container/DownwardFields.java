package io.navarch.kubelet.container;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.ResourceFieldSelector;
import java.util.ArrayList;
import java.util.Map;

/** What a pod may read of itself, by field path, for environment variables and downward-API files. Pure logic. */
public final class DownwardFields {
    private DownwardFields() {}

    /** The value of {@code metadata.labels['x']}, {@code spec.nodeName}, {@code status.podIP} and their like. */
    public static String field(Pod pod, String path) {
        int bracket = path.indexOf("['");
        if (bracket > 0 && path.endsWith("']")) {
            var key = path.substring(bracket + 2, path.length() - 2);
            return switch (path.substring(0, bracket)) {
                case "metadata.labels" -> pod.metadata().labels().getOrDefault(key, "");
                case "metadata.annotations" -> pod.metadata().annotations().getOrDefault(key, "");
                default -> throw unsupported(path);
            };
        }
        return switch (path) {
            case "metadata.name" -> pod.name();
            case "metadata.namespace" -> pod.namespace();
            case "metadata.uid" -> pod.uid();
            case "metadata.labels" -> lines(pod.metadata().labels());
            case "metadata.annotations" -> lines(pod.metadata().annotations());
            case "spec.nodeName" -> pod.spec().nodeName();
            case "spec.serviceAccountName" -> pod.spec().serviceAccountName();
            case "status.hostIP" -> pod.status().hostIP();
            case "status.hostIPs" ->
                String.join(
                        ",", pod.status().hostIPs().stream().map(ip -> ip.ip()).toList());
            case "status.podIP" -> pod.status().podIP();
            case "status.podIPs" ->
                String.join(
                        ",", pod.status().podIPs().stream().map(ip -> ip.ip()).toList());
            default -> throw unsupported(path);
        };
    }

    private static ContainerConfigException unsupported(String path) {
        return new ContainerConfigException("unsupported fieldPath: " + path);
    }

    /** {@code key="value"} lines, sorted, values escaped as Go quotes strings. */
    private static String lines(Map<String, String> map) {
        var lines = new ArrayList<String>();
        map.forEach((key, value) -> lines.add(
                key + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\""));
        lines.sort(null);
        return String.join("\n", lines);
    }

    /**
     * A container's request or limit, in units of the divisor, rounded up.
     *
     * @param nodeAllocatable what limits that are not set default to
     */
    public static String resource(
            Pod pod, String defaultContainer, ResourceFieldSelector selector, Map<String, String> nodeAllocatable) {
        var name = selector.containerName().isEmpty() ? defaultContainer : selector.containerName();
        var container = find(pod, name);
        int dot = selector.resource().indexOf('.');
        if (dot < 0) {
            throw new ContainerConfigException("unsupported container resource: " + selector.resource());
        }
        var side = selector.resource().substring(0, dot);
        var resource = selector.resource().substring(dot + 1);
        var amounts =
                switch (side) {
                    case "limits" -> container.resources().limits();
                    case "requests" -> container.resources().requests();
                    default ->
                        throw new ContainerConfigException("unsupported container resource: " + selector.resource());
                };
        var stated = amounts.get(resource);
        if (stated == null && side.equals("limits")) {
            stated = nodeAllocatable.get(resource);
        }
        var value = Quantity.parse(stated == null ? "0" : stated);
        var divisor = Quantity.parse(
                selector.divisor().isEmpty() || selector.divisor().equals("0") ? "1" : selector.divisor());
        if (resource.equals("cpu")) {
            return Long.toString(Math.ceilDiv(value.milliValue(), divisor.milliValue()));
        }
        return Long.toString(Math.ceilDiv(value.value(), divisor.value()));
    }

    private static Container find(Pod pod, String name) {
        for (var container : pod.spec().containers()) {
            if (container.name().equals(name)) {
                return container;
            }
        }
        for (var container : pod.spec().initContainers()) {
            if (container.name().equals(name)) {
                return container;
            }
        }
        throw new ContainerConfigException("container " + name + " not found");
    }
}
