package io.navarch.apiserver.table;

import static io.navarch.apiserver.table.CellFunctions.at;
import static io.navarch.apiserver.table.CellFunctions.structs;
import static io.navarch.apiserver.table.CellFunctions.text;

import io.navarch.model.tree.Struct;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Horizontal pod autoscalers. */
final class AutoscalerCells {
    private static final String UNKNOWN = "<unknown>";
    private static final int SHOWN = 2;

    private AutoscalerCells() {}

    static String target(Struct object, Instant now) {
        return text(object, ".spec.scaleTargetRef.kind") + "/" + text(object, ".spec.scaleTargetRef.name");
    }

    /** Current and wanted value of each metric, in the order of the spec. */
    static String metrics(Struct object, Instant now) {
        if (object.type().packageVersion().equals("v1")) {
            return cpu(object);
        }
        var wanted = structs(at(object, ".spec.metrics"));
        var current = structs(at(object, ".status.currentMetrics"));
        var shown = new ArrayList<String>();
        for (int i = 0; i < wanted.size(); i++) {
            shown.add(metric(wanted.get(i), i < current.size() ? current.get(i) : null));
        }
        if (shown.isEmpty()) {
            return "<none>";
        }
        return shown.size() <= SHOWN
                ? String.join(", ", shown)
                : String.join(", ", shown.subList(0, SHOWN)) + " + " + (shown.size() - SHOWN) + " more...";
    }

    private static String cpu(Struct object) {
        if (!(at(object, ".spec.targetCPUUtilizationPercentage") instanceof Long wanted)) {
            return "<none>";
        }
        var current = at(object, ".status.currentCPUUtilizationPercentage");
        return "cpu: " + (current == null ? UNKNOWN : current + "%") + "/" + wanted + "%";
    }

    private static String metric(Struct wanted, @Nullable Struct current) {
        return switch (text(wanted, ".type")) {
            case "External" -> plain(wanted, current, "external");
            case "Pods" ->
                value(current, ".pods.current.averageValue") + "/" + text(wanted, ".pods.target.averageValue");
            case "Object" -> plain(wanted, current, "object");
            case "Resource" -> resource(wanted, current, "resource");
            case "ContainerResource" -> resource(wanted, current, "containerResource");
            default -> "<unknown type>";
        };
    }

    private static String plain(Struct wanted, @Nullable Struct current, String source) {
        var average = text(wanted, "." + source + ".target.averageValue");
        return average.isEmpty()
                ? value(current, "." + source + ".current.value") + "/" + text(wanted, "." + source + ".target.value")
                : value(current, "." + source + ".current.averageValue") + "/" + average + " (avg)";
    }

    private static String resource(Struct wanted, @Nullable Struct current, String source) {
        var name = text(wanted, "." + source + ".name") + ": ";
        var average = text(wanted, "." + source + ".target.averageValue");
        if (!average.isEmpty()) {
            return name + value(current, "." + source + ".current.averageValue") + "/" + average;
        }
        var now = current == null ? null : at(current, "." + source + ".current.averageUtilization");
        var target = at(wanted, "." + source + ".target.averageUtilization");
        return name + (now == null ? UNKNOWN : now + "%") + "/" + (target == null ? "<auto>" : target + "%");
    }

    private static String value(@Nullable Struct current, String path) {
        var value = current == null ? "" : text(current, path);
        return value.isEmpty() ? UNKNOWN : value;
    }
}
