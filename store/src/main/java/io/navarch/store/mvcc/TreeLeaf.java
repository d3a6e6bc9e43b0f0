package io.navarch.store.mvcc;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The keys and values of one stretch of a {@link SortedTree}. */
final class TreeLeaf<V> implements TreeNode<V> {
    private final String[] keys;
    private final Object[] values;

    TreeLeaf(String[] keys, Object[] values) {
        this.keys = keys;
        this.values = values;
    }

    @Override
    public int size() {
        return keys.length;
    }

    @Override
    public int width() {
        return keys.length;
    }

    @Override
    public String firstKey() {
        return keys[0];
    }

    @SuppressWarnings("unchecked") // only values of V are put in
    private V value(int index) {
        return (V) values[index];
    }

    @Override
    public @Nullable V get(String key) {
        int at = Arrays.binarySearch(keys, key);
        return at < 0 ? null : value(at);
    }

    @Override
    public int rank(String key) {
        int at = Arrays.binarySearch(keys, key);
        return at < 0 ? -at - 1 : at;
    }

    @Override
    public TreeNode<V> with(String key, V value) {
        int at = Arrays.binarySearch(keys, key);
        if (at >= 0) {
            Object[] changed = values.clone();
            changed[at] = value;
            return new TreeLeaf<>(keys, changed);
        }
        int place = -at - 1;
        String[] moreKeys = Arrays.copyOf(keys, keys.length + 1);
        Object[] moreValues = Arrays.copyOf(values, keys.length + 1);
        System.arraycopy(keys, place, moreKeys, place + 1, keys.length - place);
        System.arraycopy(values, place, moreValues, place + 1, keys.length - place);
        moreKeys[place] = key;
        moreValues[place] = value;
        return new TreeLeaf<>(moreKeys, moreValues);
    }

    @Override
    public TreeNode<V> without(String key) {
        int at = Arrays.binarySearch(keys, key);
        if (at < 0) {
            return this;
        }
        String[] fewerKeys = Arrays.copyOf(keys, keys.length - 1);
        Object[] fewerValues = Arrays.copyOf(values, keys.length - 1);
        System.arraycopy(keys, at + 1, fewerKeys, at, fewerKeys.length - at);
        System.arraycopy(values, at + 1, fewerValues, at, fewerKeys.length - at);
        return new TreeLeaf<>(fewerKeys, fewerValues);
    }

    @Override
    public List<TreeNode<V>> split() {
        int middle = keys.length / 2;
        return List.of(part(0, middle), part(middle, keys.length));
    }

    private TreeLeaf<V> part(int from, int to) {
        return new TreeLeaf<>(Arrays.copyOfRange(keys, from, to), Arrays.copyOfRange(values, from, to));
    }

    @Override
    public TreeNode<V> joined(TreeNode<V> right) {
        TreeLeaf<V> other = (TreeLeaf<V>) right;
        String[] allKeys = Arrays.copyOf(keys, keys.length + other.keys.length);
        Object[] allValues = Arrays.copyOf(values, allKeys.length);
        System.arraycopy(other.keys, 0, allKeys, keys.length, other.keys.length);
        System.arraycopy(other.values, 0, allValues, keys.length, other.keys.length);
        return new TreeLeaf<>(allKeys, allValues);
    }

    @Override
    public boolean visit(String from, @Nullable String to, Predicate<? super V> visitor) {
        for (int i = rank(from); i < keys.length; i++) {
            if (to != null && keys[i].compareTo(to) >= 0 || !visitor.test(value(i))) {
                return false;
            }
        }
        return true;
    }
}
