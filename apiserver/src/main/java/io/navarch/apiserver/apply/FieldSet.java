package io.navarch.apiserver.apply;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of field paths, as a tree: at each {@linkplain PathElement path element} whether the path that ends there is in the
 * set, and the set below it. Immutable.
 */
public final class FieldSet {
    public static final FieldSet EMPTY = new FieldSet(new String[0], new boolean[0], new FieldSet[0]);

    private final String[] elements;
    private final boolean[] members;
    private final FieldSet[] children;

    private FieldSet(String[] elements, boolean[] members, FieldSet[] children) {
        this.elements = elements;
        this.members = members;
        this.children = children;
    }

    /** The set of these paths, each a list of path elements. */
    public static FieldSet of(List<List<String>> paths) {
        var builder = new Builder();
        for (var path : paths) {
            builder.insert(path);
        }
        return builder.build();
    }

    public boolean isEmpty() {
        return elements.length == 0;
    }

    int size() {
        return elements.length;
    }

    String element(int index) {
        return elements[index];
    }

    boolean member(int index) {
        return members[index];
    }

    FieldSet child(int index) {
        return children[index];
    }

    /** Whether the path of this one element is in the set. */
    public boolean hasMember(String element) {
        int index = find(element);
        return index >= 0 && members[index];
    }

    /** Whether the element, or anything below it, is in the set. */
    public boolean touches(String element) {
        return find(element) >= 0;
    }

    /** The set below the element. */
    public FieldSet below(String element) {
        int index = find(element);
        return index < 0 ? EMPTY : children[index];
    }

    private int find(String element) {
        return Arrays.binarySearch(elements, element, PathElement.ORDER);
    }

    /** What is in this set or the other. */
    public FieldSet union(FieldSet other) {
        if (isEmpty()) {
            return other;
        }
        if (other.isEmpty() || this == other) {
            return this;
        }
        return combine(other, Operation.UNION);
    }

    /** What is in both sets. */
    public FieldSet intersection(FieldSet other) {
        return isEmpty() || other.isEmpty() ? EMPTY : combine(other, Operation.INTERSECTION);
    }

    /** What is in this set and not, by exactly the same path, in the other. */
    public FieldSet difference(FieldSet other) {
        return isEmpty() || other.isEmpty() ? this : combine(other, Operation.DIFFERENCE);
    }

    /** What is in this set, without the members of the other and everything below them. */
    public FieldSet without(FieldSet other) {
        return isEmpty() || other.isEmpty() ? this : combine(other, Operation.CUT);
    }

    private enum Operation {
        UNION,
        INTERSECTION,
        DIFFERENCE,
        CUT
    }

    private FieldSet combine(FieldSet other, Operation operation) {
        var builder = new Builder();
        boolean keepsLeft = operation != Operation.INTERSECTION;
        boolean keepsRight = operation == Operation.UNION;
        int left = 0;
        int right = 0;
        while (left < elements.length || right < other.elements.length) {
            int order = left == elements.length
                    ? 1
                    : right == other.elements.length
                            ? -1
                            : PathElement.ORDER.compare(elements[left], other.elements[right]);
            if (order < 0) {
                if (keepsLeft) {
                    builder.append(elements[left], members[left], children[left]);
                }
                left++;
            } else if (order > 0) {
                if (keepsRight) {
                    builder.append(other.elements[right], other.members[right], other.children[right]);
                }
                right++;
            } else {
                combineShared(builder, operation, left++, other, right++);
            }
        }
        return builder.build();
    }

    private void combineShared(Builder builder, Operation operation, int left, FieldSet other, int right) {
        boolean mine = members[left];
        boolean theirs = other.members[right];
        var below = children[left];
        var otherBelow = other.children[right];
        switch (operation) {
            case UNION -> builder.append(elements[left], mine || theirs, below.union(otherBelow));
            case INTERSECTION -> builder.append(elements[left], mine && theirs, below.intersection(otherBelow));
            case DIFFERENCE -> builder.append(elements[left], mine && !theirs, below.difference(otherBelow));
            case CUT -> {
                if (!theirs) {
                    builder.append(elements[left], mine, below.without(otherBelow));
                }
            }
        }
    }

    /** Visits the paths in order; the visitor must not keep the list. */
    public void forEachPath(java.util.function.Consumer<List<String>> visitor) {
        visit(new ArrayList<>(), visitor);
    }

    private void visit(List<String> prefix, java.util.function.Consumer<List<String>> visitor) {
        for (int i = 0; i < elements.length; i++) {
            prefix.add(elements[i]);
            if (members[i]) {
                visitor.accept(prefix);
            }
            children[i].visit(prefix, visitor);
            prefix.remove(prefix.size() - 1);
        }
    }

    void forEachElement(BiConsumer<String, FieldSet> visitor) {
        for (int i = 0; i < elements.length; i++) {
            visitor.accept(elements[i], children[i]);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof FieldSet that
                        && Arrays.equals(elements, that.elements)
                        && Arrays.equals(members, that.members)
                        && Arrays.equals(children, that.children));
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(elements) + Arrays.hashCode(children);
    }

    /** The JSON text. */
    @Override
    public String toString() {
        return new String(FieldSetJson.bytes(this), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Collects paths. Elements come in any order; appending in order is cheaper. Confined to one thread. */
    static final class Builder {
        private final TreeMap<String, Node> nodes = new TreeMap<>(PathElement.ORDER);

        private static final class Node {
            boolean member;
            FieldSet fixed = EMPTY;

            @Nullable
            Builder below;
        }

        private Node node(String element) {
            return nodes.computeIfAbsent(element, absent -> new Node());
        }

        void append(String element, boolean member, FieldSet below) {
            if (member || !below.isEmpty()) {
                var node = node(element);
                node.member |= member;
                node.fixed = node.fixed.union(below);
            }
        }

        void insert(List<String> path) {
            if (path.isEmpty()) {
                return;
            }
            var node = node(path.get(0));
            if (path.size() == 1) {
                node.member = true;
            } else {
                below(node).insert(path.subList(1, path.size()));
            }
        }

        void member(String element) {
            node(element).member = true;
        }

        Builder below(String element) {
            return below(node(element));
        }

        private static Builder below(Node node) {
            var below = node.below;
            if (below == null) {
                below = new Builder();
                node.below = below;
            }
            return below;
        }

        FieldSet build() {
            var elements = new String[nodes.size()];
            var members = new boolean[elements.length];
            var children = new FieldSet[elements.length];
            int size = 0;
            for (var entry : nodes.entrySet()) {
                var node = entry.getValue();
                var below = node.below == null ? node.fixed : node.fixed.union(node.below.build());
                if (node.member || !below.isEmpty()) {
                    elements[size] = entry.getKey();
                    members[size] = node.member;
                    children[size++] = below;
                }
            }
            if (size == 0) {
                return EMPTY;
            }
            return size == elements.length
                    ? new FieldSet(elements, members, children)
                    : new FieldSet(
                            Arrays.copyOf(elements, size), Arrays.copyOf(members, size), Arrays.copyOf(children, size));
        }
    }
}
