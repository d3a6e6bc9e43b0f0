package io.navarch.apiserver.table;

import io.navarch.model.tree.Obj;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simple JSONPath, as columns use it: {@code .spec.replicas}, {@code .items[0].name}, {@code .metadata.labels.a\.b}, {@code
 * .conditions[?(@.type=="Ready")].status}, {@code .items[*].name}. Immutable.
 */
final class FieldPath {
    private sealed interface Step {}

    private record Member(String name) implements Step {}

    private record Index(int index) implements Step {}

    private record All() implements Step {}

    private record Where(FieldPath path, String value, boolean equal) implements Step {}

    private final List<Step> steps;

    private FieldPath(List<Step> steps) {
        this.steps = steps;
    }

    /** Reads a path; a part that is not understood finds nothing. */
    static FieldPath parse(String text) {
        var steps = new ArrayList<Step>();
        int at = 0;
        var body = text.startsWith("{") && text.endsWith("}") ? text.substring(1, text.length() - 1) : text;
        body = body.startsWith("$") ? body.substring(1) : body;
        while (at < body.length()) {
            if (body.charAt(at) == '[') {
                int end = closing(body, at);
                steps.add(bracket(body.substring(at + 1, end)));
                at = end + 1;
            } else {
                int from = body.charAt(at) == '.' ? at + 1 : at;
                var name = new StringBuilder();
                at = name(body, from, name);
                if (!name.isEmpty()) {
                    steps.add(name.toString().equals("*") ? new All() : new Member(name.toString()));
                }
            }
        }
        return new FieldPath(List.copyOf(steps));
    }

    private static int name(String body, int from, StringBuilder name) {
        int at = from;
        while (at < body.length() && body.charAt(at) != '.' && body.charAt(at) != '[') {
            if (body.charAt(at) == '\\' && at + 1 < body.length()) {
                at++;
            }
            name.append(body.charAt(at++));
        }
        return at;
    }

    private static int closing(String body, int open) {
        int depth = 0;
        for (int i = open; i < body.length(); i++) {
            depth += body.charAt(i) == '[' ? 1 : body.charAt(i) == ']' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return body.length();
    }

    private static Step bracket(String inside) {
        if (inside.equals("*")) {
            return new All();
        }
        if (inside.startsWith("?(") && inside.endsWith(")")) {
            return condition(inside.substring(2, inside.length() - 1));
        }
        if (inside.startsWith("'") || inside.startsWith("\"")) {
            return new Member(inside.substring(1, inside.length() - 1));
        }
        try {
            return new Index(Integer.parseInt(inside));
        } catch (NumberFormatException e) {
            return new Member(inside);
        }
    }

    private static Step condition(String text) {
        boolean equal = text.contains("==");
        int operator = text.indexOf(equal ? "==" : "!=");
        if (operator < 0) {
            return new Member(text);
        }
        var left = text.substring(0, operator).strip();
        var right = text.substring(operator + 2).strip();
        boolean quoted = right.length() > 1 && (right.startsWith("\"") || right.startsWith("'"));
        return new Where(
                parse(left.startsWith("@") ? left.substring(1) : left),
                quoted ? right.substring(1, right.length() - 1) : right,
                equal);
    }

    /** The first value that the path leads to, or null. */
    @Nullable
    Object first(Object root) {
        return find(root, 0);
    }

    private @Nullable Object find(@Nullable Object value, int step) {
        if (value == null || step == steps.size()) {
            return value;
        }
        return switch (steps.get(step)) {
            case Member member -> value instanceof Obj object ? find(object.get(member.name), step + 1) : null;
            case Index index -> {
                var list = value instanceof List<?> known ? known : List.of();
                int at = index.index < 0 ? list.size() + index.index : index.index;
                yield at >= 0 && at < list.size() ? find(list.get(at), step + 1) : null;
            }
            case All all -> {
                for (var element : value instanceof List<?> list ? list : List.of()) {
                    var found = find(element, step + 1);
                    if (found != null) {
                        yield found;
                    }
                }
                yield null;
            }
            case Where where -> {
                for (var element : value instanceof List<?> list ? list : List.of()) {
                    var given = where.path.first(element);
                    if (given != null && given.toString().equals(where.value) == where.equal) {
                        var found = find(element, step + 1);
                        if (found != null) {
                            yield found;
                        }
                    }
                }
                yield null;
            }
        };
    }
}
