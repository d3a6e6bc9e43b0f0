package io.navarch.apiserver.table;

import io.navarch.model.tree.Struct;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions by the names that the kinds' columns use ({@code $podReady}). */
final class CellFunctions {
    private static final Map<String, CellFunction> BY_NAME = all();

    private CellFunctions() {}

    static @Nullable CellFunction find(String name) {
        return BY_NAME.get(name);
    }

    static java.util.Set<String> names() {
        return BY_NAME.keySet();
    }

    private static Map<String, CellFunction> all() {
        var all = new HashMap<String, CellFunction>();
        all.put("age", Tables::age);
        pods(all);
        network(all);
        workloads(all);
        events(all);
        storage(all);
        policies(all);
        rest(all);
        return Map.copyOf(all);
    }

    private static void pods(Map<String, CellFunction> all) {
        all.put("podReady", PodCells::ready);
        all.put("podStatus", PodCells::status);
        all.put("podRestarts", PodCells::restarts);
        all.put("podIP", PodCells::address);
        all.put("podReadinessGates", PodCells::readinessGates);
        all.put("nodeStatus", NodeCells::status);
        all.put("nodeRoles", NodeCells::roles);
        all.put("nodeInternalIP", (node, now) -> NodeCells.address(node, "InternalIP"));
        all.put("nodeExternalIP", (node, now) -> NodeCells.address(node, "ExternalIP"));
        all.put("podTemplateLabels", WorkloadCells::templateLabels);
    }

    private static void network(Map<String, CellFunction> all) {
        all.put("serviceExternalIP", NetworkCells::externalIp);
        all.put("servicePorts", NetworkCells::servicePorts);
        all.put("endpointsAddresses", NetworkCells::endpoints);
        all.put("endpointSlicePorts", NetworkCells::slicePorts);
        all.put("endpointSliceAddresses", NetworkCells::sliceAddresses);
        all.put("ingressHosts", NetworkCells::ingressHosts);
        all.put("ingressAddress", NetworkCells::ingressAddress);
        all.put("ingressPorts", NetworkCells::ingressPorts);
        all.put("ingressClassParameters", NetworkCells::ingressClassParameters);
        all.put("podSelector", (policy, now) -> Selectors.format(at(policy, ".spec.podSelector")));
        all.put("cidrs", (range, now) -> join(at(range, ".spec.cidrs")));
        all.put("parentReference", NetworkCells::parentReference);
    }

    private static void workloads(Map<String, CellFunction> all) {
        all.put("labelSelector", (object, now) -> Selectors.format(at(object, ".spec.selector")));
        all.put("mapSelector", (object, now) -> Selectors.labels(at(object, ".spec.selector")));
        all.put("containerNames", WorkloadCells::containerNames);
        all.put("containerImages", WorkloadCells::containerImages);
        all.put("readyReplicas", WorkloadCells::readyReplicas);
        all.put("nodeSelector", (object, now) -> Selectors.labels(at(object, ".spec.template.spec.nodeSelector")));
        all.put("jobStatus", WorkloadCells::jobStatus);
        all.put("jobCompletions", WorkloadCells::jobCompletions);
        all.put("jobDuration", WorkloadCells::jobDuration);
        all.put("cronJobSuspend", WorkloadCells::cronJobSuspend);
        all.put("cronJobActive", (object, now) -> count(at(object, ".status.active")));
        all.put("cronJobLastSchedule", WorkloadCells::cronJobLastSchedule);
        all.put("controllerOf", WorkloadCells::controllerOf);
        all.put("scaleTarget", AutoscalerCells::target);
        all.put("autoscalerTargets", AutoscalerCells::metrics);
    }

    private static void events(Map<String, CellFunction> all) {
        all.put("eventLastSeen", EventCells::lastSeen);
        all.put("eventFirstSeen", EventCells::firstSeen);
        all.put("eventObject", EventCells::object);
        all.put("eventSubobject", EventCells::subobject);
        all.put("eventSource", EventCells::source);
        all.put("eventMessage", EventCells::message);
        all.put("eventCount", EventCells::count);
    }

    private static void storage(Map<String, CellFunction> all) {
        all.put("claimStatus", StorageCells::phase);
        all.put("claimCapacity", StorageCells::claimCapacity);
        all.put("claimAccessModes", StorageCells::claimAccessModes);
        all.put("claimStorageClass", StorageCells::storageClass);
        all.put("volumeStatus", StorageCells::phase);
        all.put("volumeAccessModes", (volume, now) -> StorageCells.accessModes(at(volume, ".spec.accessModes")));
        all.put("volumeClaim", StorageCells::volumeClaim);
        all.put("volumeStorageClass", StorageCells::storageClass);
        all.put("storageClassName", StorageCells::storageClassName);
        all.put("csiDriverCount", (node, now) -> count(at(node, ".spec.drivers")));
        all.put("csiTokenRequests", StorageCells::tokenRequests);
        all.put("csiModes", StorageCells::modes);
    }

    private static void policies(Map<String, CellFunction> all) {
        all.put("roleReference", PolicyCells::roleReference);
        all.put("subjectUsers", (binding, now) -> PolicyCells.subjects(binding, "User"));
        all.put("subjectGroups", (binding, now) -> PolicyCells.subjects(binding, "Group"));
        all.put("subjectServiceAccounts", (binding, now) -> PolicyCells.subjects(binding, "ServiceAccount"));
        all.put("certificateCondition", PolicyCells::certificateCondition);
        all.put("requestedDuration", PolicyCells::requestedDuration);
        all.put("podCertificateState", PolicyCells::podCertificateState);
        all.put("webhookCount", (object, now) -> count(at(object, ".webhooks")));
        all.put("mutationCount", (object, now) -> count(at(object, ".spec.mutations")));
        all.put("validationCount", (object, now) -> count(at(object, ".spec.validations")));
        all.put("paramKind", PolicyCells::paramKind);
        all.put("paramReference", PolicyCells::paramReference);
        all.put("priorityLevelShares", PolicyCells::shares);
        all.put("missingPriorityLevel", PolicyCells::missingPriorityLevel);
        all.put("quotaRequests", (quota, now) -> PolicyCells.quota(quota, false));
        all.put("quotaLimits", (quota, now) -> PolicyCells.quota(quota, true));
    }

    private static void rest(Map<String, CellFunction> all) {
        all.put("configMapDataCount", (map, now) -> count(at(map, ".data")) + count(at(map, ".binaryData")));
        all.put("secretDataCount", (secret, now) -> count(at(secret, ".data")));
        all.put("serviceAccountSecretCount", (account, now) -> count(at(account, ".secrets")));
        all.put("componentStatus", NodeCells::componentStatus);
        all.put("componentMessage", (object, now) -> NodeCells.componentHealth(object, "message"));
        all.put("componentError", (object, now) -> NodeCells.componentHealth(object, "error"));
        all.put("apiServiceTarget", PolicyCells::apiServiceTarget);
        all.put("apiServiceAvailable", PolicyCells::apiServiceAvailable);
        all.put("resourceClaimState", StorageCells::resourceClaimState);
        all.put("podCpuUsage", (metrics, now) -> UsageCells.sum(metrics, "cpu"));
        all.put("podMemoryUsage", (metrics, now) -> UsageCells.sum(metrics, "memory"));
        all.put("resourceSliceNode", StorageCells::resourceSliceNode);
    }

    /** The value at a dotted path, or null. */
    static @Nullable Object at(Struct object, String path) {
        return FieldPath.parse(path).first(object);
    }

    /** The text at a dotted path, or "". */
    static String text(Struct object, String path) {
        return at(object, path) instanceof String text ? text : "";
    }

    /** The number at a dotted path, or 0. */
    static long number(Struct object, String path) {
        return at(object, path) instanceof Long number ? number : 0;
    }

    static long count(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case null, default -> 0;
        };
    }

    /** The structs of a list value. */
    @SuppressWarnings("unchecked")
    static List<Struct> structs(@Nullable Object value) {
        return value instanceof List<?> list ? (List<Struct>) list : List.of();
    }

    /** The strings of a list value. */
    @SuppressWarnings("unchecked")
    static List<String> strings(@Nullable Object value) {
        return value instanceof List<?> list ? (List<String>) list : List.of();
    }

    static String join(@Nullable Object value) {
        return String.join(",", strings(value));
    }
}
