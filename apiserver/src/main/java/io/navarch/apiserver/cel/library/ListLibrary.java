package io.navarch.apiserver.cel.library;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.SimpleType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** {@code isSorted, sum, min, max, indexOf, lastIndexOf} of lists. */
final class ListLibrary {
    private ListLibrary() {}

    static FunctionLibrary library() {
        return new FunctionLibrary()
                .member("isSorted", SimpleType.BOOL, Args.LIST, ListLibrary::isSorted)
                .member("sum", Args.T, Args.LIST, ListLibrary::sum)
                .member("min", Args.T, Args.LIST, list -> extreme(list, "min", -1))
                .member("max", Args.T, Args.LIST, list -> extreme(list, "max", 1))
                .member("indexOf", SimpleType.INT, Args.LIST, Args.ANY, (list, wanted) -> {
                    for (int i = 0; i < list.size(); i++) {
                        if (same(list.get(i), wanted)) {
                            return (long) i;
                        }
                    }
                    return -1L;
                })
                .member("lastIndexOf", SimpleType.INT, Args.LIST, Args.ANY, (list, wanted) -> {
                    for (int i = list.size() - 1; i >= 0; i--) {
                        if (same(list.get(i), wanted)) {
                            return (long) i;
                        }
                    }
                    return -1L;
                });
    }

    private static boolean isSorted(List<Object> list) {
        for (int i = 1; i < list.size(); i++) {
            if (compare(list.get(i - 1), list.get(i)) > 0) {
                return false;
            }
        }
        return true;
    }

    private static Object sum(List<Object> list) {
        if (list.isEmpty()) {
            return 0L;
        }
        var total = list.get(0);
        for (var next : list.subList(1, list.size())) {
            total = plus(total, next);
        }
        return total;
    }

    private static Object plus(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return Math.addExact(x, y);
        }
        if (a instanceof Double x && b instanceof Double y) {
            return x + y;
        }
        if (a instanceof UnsignedLong x && b instanceof UnsignedLong y) {
            return x.plus(y);
        }
        if (a instanceof Duration x && b instanceof Duration y) {
            return x.plus(y);
        }
        throw new IllegalArgumentException("no such overload");
    }

    private static Object extreme(List<Object> list, String name, int sign) {
        if (list.isEmpty()) {
            throw new IllegalArgumentException(name + " called on empty list");
        }
        var best = list.get(0);
        for (var next : list) {
            if (compare(next, best) * sign > 0) {
                best = next;
            }
        }
        return best;
    }

    private static boolean same(Object a, Object b) {
        return a instanceof Number && b instanceof Number && !a.getClass().equals(b.getClass())
                ? ((Number) a).doubleValue() == ((Number) b).doubleValue()
                : Objects.equals(a, b);
    }

    private static int compare(Object a, Object b) {
        if (a instanceof Long x && b instanceof Long y) {
            return x.compareTo(y);
        }
        if (a instanceof Number x && b instanceof Number y) {
            return Double.compare(x.doubleValue(), y.doubleValue());
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            return x.compareTo(y);
        }
        if (a instanceof Instant x && b instanceof Instant y) {
            return x.compareTo(y);
        }
        if (a instanceof Duration x && b instanceof Duration y) {
            return x.compareTo(y);
        }
        throw new IllegalArgumentException("no such overload");
    }
}
