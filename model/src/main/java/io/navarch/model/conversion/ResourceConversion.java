package io.navarch.model.conversion;

import io.navarch.model.tree.Dict;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Claims and slices of resource.k8s.io/v1beta1, and priority levels before flowcontrol v1beta3. */
final class ResourceConversion {
    private static final List<String> EXACT = List.of(
            "adminAccess", "allocationMode", "capacity", "count", "deviceClassName", "selectors", "tolerations");

    private ResourceConversion() {}

    static void register(Map<String, Conversion> all) {
        all.put(
                "resourceV1beta1",
                new Conversion(
                        object -> spec(object, ResourceConversion::nestedRequest, ResourceConversion::flatDevice),
                        object -> spec(object, ResourceConversion::flatRequest, ResourceConversion::nestedDevice)));
        all.put(
                "priorityLevelV1beta2",
                new Conversion(
                        level -> shares(level, "assuredConcurrencyShares", "nominalConcurrencyShares"),
                        level -> shares(level, "nominalConcurrencyShares", "assuredConcurrencyShares")));
    }

    /** Requests are in the claim's spec or, in a template, one spec deeper; devices in the slice's spec. */
    private static Dict spec(Dict object, UnaryOperator<Dict> request, UnaryOperator<Dict> device) {
        return Members.inside(object, "spec", spec -> {
            var changed = Members.each(spec, "devices", device);
            changed = Members.inside(changed, "devices", devices -> Members.each(devices, "requests", request));
            return Members.inside(
                    changed,
                    "spec",
                    inner -> Members.inside(inner, "devices", devices -> Members.each(devices, "requests", request)));
        });
    }

    private static Dict nestedRequest(Dict request) {
        var exact = Dict.EMPTY;
        var rest = request;
        for (var name : EXACT) {
            exact = Members.withPresent(exact, name, request.get(name));
            rest = rest.with(name, null);
        }
        return exact.isEmpty() ? rest : rest.with("exactly", exact);
    }

    private static Dict flatRequest(Dict request) {
        var flat = request.with("exactly", null);
        for (var member : Members.object(request, "exactly").entrySet()) {
            flat = flat.with(member.getKey(), member.getValue());
        }
        return flat;
    }

    private static Dict flatDevice(Dict device) {
        var flat = device.with("basic", null);
        for (var member : Members.object(device, "basic").entrySet()) {
            flat = flat.with(member.getKey(), member.getValue());
        }
        return flat;
    }

    private static Dict nestedDevice(Dict device) {
        var name = device.get("name");
        return Members.withPresent(Dict.of("basic", device.with("name", null)), "name", name);
    }

    private static Dict shares(Dict level, String from, String to) {
        return Members.inside(
                level, "spec", spec -> Members.inside(spec, "limited", limited -> Members.renamed(limited, from, to)));
    }
}
