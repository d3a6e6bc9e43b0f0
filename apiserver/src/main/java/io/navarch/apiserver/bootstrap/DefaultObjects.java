package io.navarch.apiserver.bootstrap;

import io.navarch.model.Kind;
import io.navarch.model.flowcontrol.v1.FlowSchema;
import io.navarch.model.flowcontrol.v1.PriorityLevelConfiguration;
import io.navarch.model.rbac.v1.ClusterRole;
import io.navarch.model.rbac.v1.ClusterRoleBinding;
import io.navarch.model.rbac.v1.PolicyRule;
import io.navarch.model.rbac.v1.Role;
import io.navarch.model.rbac.v1.RoleBinding;
import io.navarch.model.scheduling.v1.PriorityClass;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Obj;
import io.navarch.model.tree.Struct;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The objects that every cluster has from the start, as the build's data files say them. */
public final class DefaultObjects {
    private static final Map<String, Kind<?>> FILES = Map.of(
            "clusterroles", ClusterRole.KIND,
            "clusterrolebindings", ClusterRoleBinding.KIND,
            "roles", Role.KIND,
            "rolebindings", RoleBinding.KIND,
            "priorityclasses", PriorityClass.KIND,
            "flowschemas", FlowSchema.KIND,
            "prioritylevelconfigurations", PriorityLevelConfiguration.KIND);

    /** An object and where it belongs. */
    record Default(Kind<?> kind, String namespace, String name, Struct object) {}

    private DefaultObjects() {}

    /** All of them, in no particular order. */
    static List<Default> all() {
        var all = new ArrayList<Default>();
        FILES.forEach((file, kind) -> all.addAll(read(file, kind)));
        return all;
    }

    /** What every node may do: the rules of the role {@code system:node}. */
    public static List<PolicyRule> nodeRules() {
        return NodeRules.RULES;
    }

    /** Read when they are first asked for: each server of a process needs them. */
    private static final class NodeRules {
        private static final List<PolicyRule> RULES = readNodeRules();
    }

    private static List<PolicyRule> readNodeRules() {
        for (var role : read("clusterroles", ClusterRole.KIND)) {
            if (role.name().equals("system:node")) {
                return new ClusterRole(role.object()).rules();
            }
        }
        throw new IllegalStateException("no role system:node among the defaults");
    }

    private static List<Default> read(String file, Kind<?> kind) {
        var name = file + ".json";
        try (var stream = DefaultObjects.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing");
            }
            var found = new ArrayList<Default>();
            for (var item : (List<?>) JsonReader.any(stream.readAllBytes())) {
                var object = JsonReader.struct(kind.type(), JsonWriter.bytes((Obj) item));
                var metadata = (Struct) object.get("metadata");
                if (metadata != null) {
                    found.add(new Default(kind, text(metadata, "namespace"), text(metadata, "name"), object));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Struct struct, String field) {
        return struct.get(field) instanceof String text ? text : "";
    }
}
