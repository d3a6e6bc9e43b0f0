package io.navarch.apiserver.patch;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A JSON patch (RFC 6902): operations that are performed in order, all or none. */
public final class JsonPatch {
    /** An operation: add, remove, replace, move, copy or test. */
    private record Operation(
            String verb,
            List<String> path,
            List<String> from,
            @Nullable Object value) {}

    private final List<Operation> operations;

    private JsonPatch(List<Operation> operations) {
        this.operations = operations;
    }

    /** Reads a patch from its tree; faults within operations show when it is applied. */
    public static JsonPatch of(List<?> tree) {
        var operations = new ArrayList<Operation>(tree.size());
        for (var element : tree) {
            if (!(element instanceof Dict operation)) {
                throw new PatchException(
                        "json: cannot unmarshal " + goType(element) + " into Go value of type jsonpatch.Operation");
            }
            operations.add(new Operation(
                    text(operation, "op"),
                    pointer(text(operation, "path")),
                    pointer(text(operation, "from")),
                    operation.get("value")));
        }
        return new JsonPatch(operations);
    }

    public int size() {
        return operations.size();
    }

    /** The document with all operations performed. */
    public Object apply(Object document) {
        var current = document;
        for (var operation : operations) {
            current = perform(operation, current);
        }
        return current;
    }

    private static Object perform(Operation operation, Object document) {
        var path = operation.path();
        return switch (operation.verb()) {
            case "add" -> add(document, path, valueOf(operation));
            case "remove" -> remove(document, path);
            case "replace" -> {
                require(document, path);
                yield path.isEmpty() ? valueOf(operation) : put(document, path, valueOf(operation));
            }
            case "move" -> {
                var moved = require(document, operation.from());
                yield add(remove(document, operation.from()), path, moved);
            }
            case "copy" -> add(document, path, require(document, operation.from()));
            case "test" -> {
                test(operation, document);
                yield document;
            }
            default -> throw new PatchException("Unexpected kind: " + operation.verb());
        };
    }

    private static Object valueOf(Operation operation) {
        var value = operation.value();
        return value == null ? JsonNull.NULL : value;
    }

    private static void test(Operation operation, Object document) {
        var found = find(document, operation.path());
        var wanted = valueOf(operation);
        boolean same = found == null ? wanted == JsonNull.NULL : sameValue(found, wanted);
        if (!same) {
            throw new PatchException("testing value /" + String.join("/", operation.path()) + " failed: test failed");
        }
    }

    private static boolean sameValue(Object left, Object right) {
        if (left instanceof Number a && right instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        return left.equals(right);
    }

    private static Object add(Object document, List<String> path, Object value) {
        if (path.isEmpty()) {
            return value;
        }
        return change(document, path, 0, parent -> switch (parent) {
            case Dict dict -> dict.with(last(path), value);
            case List<?> list -> {
                int index = last(path).equals("-") ? list.size() : index(last(path), list.size() + 1, path);
                var changed = new ArrayList<Object>(list);
                changed.add(index, value);
                yield List.copyOf(changed);
            }
            default -> throw missing(path);
        });
    }

    private static Object put(Object document, List<String> path, Object value) {
        return change(document, path, 0, parent -> switch (parent) {
            case Dict dict -> dict.with(last(path), value);
            case List<?> list -> {
                var changed = new ArrayList<Object>(list);
                changed.set(index(last(path), list.size(), path), value);
                yield List.copyOf(changed);
            }
            default -> throw missing(path);
        });
    }

    private static Object remove(Object document, List<String> path) {
        require(document, path);
        if (path.isEmpty()) {
            return JsonNull.NULL;
        }
        return change(document, path, 0, parent -> switch (parent) {
            case Dict dict -> dict.with(last(path), null);
            case List<?> list -> {
                var changed = new ArrayList<Object>(list);
                changed.remove(index(last(path), list.size(), path));
                yield List.copyOf(changed);
            }
            default -> throw missing(path);
        });
    }

    /** The document with the parent of the path's end replaced. */
    private static Object change(Object node, List<String> path, int depth, UnaryOperator<Object> change) {
        if (depth == path.size() - 1) {
            return change.apply(node);
        }
        var step = path.get(depth);
        return switch (node) {
            case Dict dict -> {
                var child = dict.get(step);
                if (child == null) {
                    throw missing(path);
                }
                yield dict.with(step, change(child, path, depth + 1, change));
            }
            case List<?> list -> {
                int index = index(step, list.size(), path);
                var changed = new ArrayList<Object>(list);
                changed.set(index, change(changed.get(index), path, depth + 1, change));
                yield List.copyOf(changed);
            }
            default -> throw missing(path);
        };
    }

    private static Object require(Object document, List<String> path) {
        var found = find(document, path);
        if (found == null) {
            throw missing(path);
        }
        return found;
    }

    private static @Nullable Object find(Object document, List<String> path) {
        Object node = document;
        for (var step : path) {
            node = switch (node) {
                case Dict dict -> dict.get(step);
                case List<?> list -> list.get(index(step, list.size(), path));
                case null, default -> null;
            };
        }
        return node;
    }

    private static int index(String step, int size, List<String> path) {
        try {
            int index = Integer.parseInt(step);
            int fromFront = index < 0 ? size + index : index;
            if (fromFront >= 0 && fromFront < size) {
                return fromFront;
            }
        } catch (NumberFormatException e) {
            throw missing(path);
        }
        throw new PatchException("Unable to access invalid index: " + step + ": invalid index referenced");
    }

    private static PatchException missing(List<String> path) {
        return new PatchException(
                "operation does not apply: doc is missing path: \"/" + String.join("/", path) + "\": missing value");
    }

    private static String last(List<String> path) {
        return path.get(path.size() - 1);
    }

    private static List<String> pointer(String text) {
        var steps = new ArrayList<String>();
        var parts = text.split("/", -1);
        for (int i = 1; i < parts.length; i++) {
            steps.add(parts[i].replace("~1", "/").replace("~0", "~"));
        }
        return List.copyOf(steps);
    }

    private static String text(Dict operation, String name) {
        return operation.get(name) instanceof String text ? text : "";
    }

    private static String goType(Object value) {
        return switch (value) {
            case String s -> "string";
            case Number n -> "number";
            case Boolean b -> "bool";
            case List<?> l -> "array";
            default -> "object";
        };
    }
}
