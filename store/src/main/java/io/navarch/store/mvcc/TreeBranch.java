package io.navarch.store.mvcc;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An inner node of a {@link SortedTree}: children of one height, each with the first key below it. */
final class TreeBranch<V> implements TreeNode<V> {
    /** A child narrower than this is joined with a neighbour if both fit into one. */
    private static final int NARROW = SortedTree.WIDTH / 4;

    private final String[] firstKeys;
    private final TreeNode<V>[] children;
    private final int size;

    private TreeBranch(String[] firstKeys, TreeNode<V>[] children) {
        this.firstKeys = firstKeys;
        this.children = children;
        int sum = 0;
        for (TreeNode<V> child : children) {
            sum += child.size();
        }
        this.size = sum;
    }

    /** A branch over {@code children}, which are in order. */
    static <V> TreeBranch<V> over(List<TreeNode<V>> children) {
        TreeNode<V>[] array = array(children.size());
        String[] firstKeys = new String[array.length];
        for (int i = 0; i < array.length; i++) {
            array[i] = children.get(i);
            firstKeys[i] = array[i].firstKey();
        }
        return new TreeBranch<>(firstKeys, array);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type arguments
    private static <V> TreeNode<V>[] array(int length) {
        return (TreeNode<V>[]) new TreeNode[length];
    }

    TreeNode<V> child(int index) {
        return children[index];
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int width() {
        return children.length;
    }

    @Override
    public String firstKey() {
        return firstKeys[0];
    }

    private int childFor(String key) {
        int at = Arrays.binarySearch(firstKeys, key);
        return at >= 0 ? at : Math.max(0, -at - 2);
    }

    @Override
    public @Nullable V get(String key) {
        return children[childFor(key)].get(key);
    }

    @Override
    public int rank(String key) {
        int at = childFor(key);
        int before = 0;
        for (int i = 0; i < at; i++) {
            before += children[i].size();
        }
        return before + children[at].rank(key);
    }

    @Override
    public TreeNode<V> with(String key, V value) {
        int at = childFor(key);
        TreeNode<V> changed = children[at].with(key, value);
        return changed.width() > SortedTree.WIDTH ? replaced(at, 1, changed.split()) : replaced(at, changed);
    }

    @Override
    public TreeNode<V> without(String key) {
        int at = childFor(key);
        TreeNode<V> changed = children[at].without(key);
        if (changed == children[at]) {
            return this;
        }
        if (changed.width() == 0) {
            return replaced(at, 1, List.of());
        }
        if (changed.width() < NARROW) {
            if (at > 0 && children[at - 1].width() + changed.width() <= SortedTree.WIDTH) {
                return replaced(at - 1, 2, List.of(children[at - 1].joined(changed)));
            }
            if (at + 1 < children.length && children[at + 1].width() + changed.width() <= SortedTree.WIDTH) {
                return replaced(at, 2, List.of(changed.joined(children[at + 1])));
            }
        }
        return replaced(at, changed);
    }

    private TreeBranch<V> replaced(int at, TreeNode<V> child) {
        TreeNode<V>[] changed = children.clone();
        changed[at] = child;
        String first = child.firstKey();
        if (first.equals(firstKeys[at])) {
            return new TreeBranch<>(firstKeys, changed);
        }
        String[] changedKeys = firstKeys.clone();
        changedKeys[at] = first;
        return new TreeBranch<>(changedKeys, changed);
    }

    private TreeBranch<V> replaced(int at, int count, List<TreeNode<V>> with) {
        TreeNode<V>[] changed = array(children.length - count + with.size());
        String[] changedKeys = new String[changed.length];
        System.arraycopy(children, 0, changed, 0, at);
        System.arraycopy(firstKeys, 0, changedKeys, 0, at);
        for (int i = 0; i < with.size(); i++) {
            changed[at + i] = with.get(i);
            changedKeys[at + i] = with.get(i).firstKey();
        }
        int rest = children.length - at - count;
        System.arraycopy(children, at + count, changed, at + with.size(), rest);
        System.arraycopy(firstKeys, at + count, changedKeys, at + with.size(), rest);
        return new TreeBranch<>(changedKeys, changed);
    }

    @Override
    public List<TreeNode<V>> split() {
        int middle = children.length / 2;
        return List.of(part(0, middle), part(middle, children.length));
    }

    private TreeBranch<V> part(int from, int to) {
        return new TreeBranch<>(Arrays.copyOfRange(firstKeys, from, to), Arrays.copyOfRange(children, from, to));
    }

    @Override
    public TreeNode<V> joined(TreeNode<V> right) {
        TreeBranch<V> other = (TreeBranch<V>) right;
        String[] allKeys = Arrays.copyOf(firstKeys, firstKeys.length + other.firstKeys.length);
        TreeNode<V>[] all = Arrays.copyOf(children, allKeys.length);
        System.arraycopy(other.firstKeys, 0, allKeys, firstKeys.length, other.firstKeys.length);
        System.arraycopy(other.children, 0, all, children.length, other.children.length);
        return new TreeBranch<>(allKeys, all);
    }

    @Override
    public boolean visit(String from, @Nullable String to, Predicate<? super V> visitor) {
        for (int i = childFor(from); i < children.length; i++) {
            if (!children[i].visit(from, to, visitor)) {
                return false;
            }
        }
        return true;
    }
}
