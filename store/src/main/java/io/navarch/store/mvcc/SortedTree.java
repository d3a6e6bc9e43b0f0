package io.navarch.store.mvcc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from strings to values in key order: a B+ tree whose changes copy the path from the root to one leaf
 * and share the rest. Every node knows its size, so that counting a range visits two paths only.
 */
public final class SortedTree<V> {
    /**
     * Wide enough that 200,000 keys make four levels, narrow enough that a copied path stays below a kilobyte or so.
     */
    static final int WIDTH = 32;
    /** How wide nodes are made at first: with room for a few keys more. */
    private static final int FILL = WIDTH * 3 / 4;

    private static final SortedTree<?> EMPTY = new SortedTree<>(new TreeLeaf<>(new String[0], new Object[0]));

    private final TreeNode<V> root;

    private SortedTree(TreeNode<V> root) {
        this.root = root;
    }

    @SuppressWarnings("unchecked") // it holds no value
    public static <V> SortedTree<V> empty() {
        return (SortedTree<V>) EMPTY;
    }

    /** A tree of keys that are in order, each with the value at the same place. */
    public static <V> SortedTree<V> ofSorted(List<String> keys, List<V> values) {
        if (keys.isEmpty()) {
            return empty();
        }
        List<TreeNode<V>> level = new ArrayList<>();
        for (int i = 0; i < keys.size(); i += FILL) {
            int end = Math.min(i + FILL, keys.size());
            level.add(new TreeLeaf<>(
                    keys.subList(i, end).toArray(String[]::new),
                    values.subList(i, end).toArray()));
        }
        while (level.size() > 1) {
            List<TreeNode<V>> above = new ArrayList<>();
            for (int i = 0; i < level.size(); i += FILL) {
                above.add(TreeBranch.over(level.subList(i, Math.min(i + FILL, level.size()))));
            }
            level = above;
        }
        return new SortedTree<>(level.getFirst());
    }

    public int size() {
        return root.size();
    }

    public @Nullable V get(String key) {
        return root.get(key);
    }

    /** This tree with {@code key} mapped to {@code value}. */
    public SortedTree<V> with(String key, V value) {
        TreeNode<V> changed = root.with(key, value);
        return new SortedTree<>(changed.width() > WIDTH ? TreeBranch.over(changed.split()) : changed);
    }

    /** This tree without {@code key}. */
    public SortedTree<V> without(String key) {
        TreeNode<V> changed = root.without(key);
        if (changed == root) {
            return this;
        }
        while (changed instanceof TreeBranch<V> branch && branch.width() == 1) {
            changed = branch.child(0);
        }
        return changed.size() == 0 ? empty() : new SortedTree<>(changed);
    }

    /** How many keys lie from {@code from} to before {@code to}; null reaches to the end. */
    public int count(String from, @Nullable String to) {
        int end = to == null ? size() : root.rank(to);
        return Math.max(0, end - root.rank(from));
    }

    /** The values from {@code from} to before {@code to} (null: to the end), at most {@code limit} of them (0: all). */
    public List<V> values(String from, @Nullable String to, int limit) {
        int expected = count(from, to);
        List<V> found = new ArrayList<>(limit > 0 ? Math.min(limit, expected) : expected);
        if (expected > 0) {
            visit(from, to, value -> {
                found.add(value);
                return limit <= 0 || found.size() < limit;
            });
        }
        return found;
    }

    /** Calls {@code visitor} with the values in order, from {@code from} to before {@code to}, until it says false. */
    public void visit(String from, @Nullable String to, Predicate<? super V> visitor) {
        root.visit(from, to, visitor);
    }
}
