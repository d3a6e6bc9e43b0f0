package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.watchcache.CachedObject;
import io.navarch.apiserver.watchcache.Selection;
import io.navarch.apiserver.watchcache.Selection.Term;
import io.navarch.model.kind.SelectableField;
import io.navarch.model.selector.FieldSelector;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.selector.SelectorException;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads which objects a request is about. */
final class Selections {
    private Selections() {}

    /** @param name the only object wanted, or "" */
    static Selection of(ApiRequest request, Endpoint endpoint, String namespace, String name) {
        var storage = endpoint.storage();
        try {
            var labels = request.parameter("labelSelector");
            var selector = labels.isEmpty() ? LabelSelector.everything() : LabelSelector.parse(labels);
            var fields = request.parameter("fieldSelector");
            var terms = new ArrayList<Term>();
            var exact = name;
            var within = namespace;
            if (!fields.isEmpty()) {
                var parsed = FieldSelector.parse(fields);
                for (var term : parsed.terms()) {
                    int number = number(endpoint, term.field());
                    if (number == Term.NAME && term.equal() && exact.isEmpty()) {
                        exact = term.value();
                    } else if (number == Term.NAMESPACE
                            && term.equal()
                            && within.isEmpty()
                            && storage.kind().namespaced()) {
                        within = term.value();
                    } else {
                        terms.add(
                                number == Term.SEEN
                                        ? Term.seen(seen(endpoint, term.field()), term.equal(), term.value())
                                        : new Term(number, term.equal(), term.value()));
                    }
                }
            }
            return selection(storage, within, exact, selector, terms);
        } catch (SelectorException e) {
            throw ApiException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static Selection selection(
            ResourceStorage storage, String namespace, String name, LabelSelector labels, List<Term> terms) {
        var prefix = storage.prefix(storage.kind().namespaced() ? namespace : "");
        if (name.isEmpty()) {
            return new Selection(prefix, "", labels, List.copyOf(terms));
        }
        if (storage.kind().namespaced() && namespace.isEmpty()) {
            terms.add(new Term(Term.NAME, true, name));
            return new Selection(prefix, "", labels, List.copyOf(terms));
        }
        return new Selection(prefix, prefix + name, labels, List.copyOf(terms));
    }

    private static int number(Endpoint endpoint, String field) {
        if (field.equals("metadata.name")) {
            return Term.NAME;
        }
        if (field.equals("metadata.namespace")) {
            return Term.NAMESPACE;
        }
        var storage = endpoint.storage();
        var version = endpoint.served().version();
        if (storage.kind().custom() && version != storage.kind().storageVersion()) {
            if (version.selectableFields().stream()
                    .noneMatch(known -> known.name().equals(field))) {
                throw ApiException.badRequest(unknown(storage, field, version.selectableFields()));
            }
            return Term.SEEN;
        }
        var fields = storage.fields();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(field)) {
                return i;
            }
        }
        throw ApiException.badRequest(unknown(storage, field, fields));
    }

    /** Reads a field of a custom object in the version of the endpoint. */
    private static Function<CachedObject, String> seen(Endpoint endpoint, String field) {
        var path = List.of(field.split("\\."));
        return object -> {
            var stored = endpoint.storage().form().read(object.json(), object.revision());
            Object value = endpoint.toServed(stored);
            for (var name : path) {
                value = value instanceof Obj members ? members.get(name) : null;
            }
            return value == null || value instanceof Obj || value instanceof List ? "" : value.toString();
        };
    }

    private static String unknown(ResourceStorage storage, String field, List<SelectableField> fields) {
        if (storage.kind().plural().equals("jobs") && storage.kind().group().equals("batch")) {
            return "field label \"" + field + "\" not supported for Job";
        }
        return fields.isEmpty()
                ? "\"" + field + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                : "field label not supported: " + field;
    }
}
