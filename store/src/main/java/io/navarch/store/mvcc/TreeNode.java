package io.navarch.store.mvcc;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A node of a {@link SortedTree}. A changed node may be one wider than allowed: its parent then splits it. */
sealed interface TreeNode<V> permits TreeLeaf, TreeBranch {

    /** How many keys the node and those below it hold. */
    int size();

    /** How many entries or children the node has. */
    int width();

    String firstKey();

    @Nullable
    V get(String key);

    /** How many keys are smaller than {@code key}. */
    int rank(String key);

    TreeNode<V> with(String key, V value);

    /** The node without {@code key}, itself when it has no such key. It may end up empty. */
    TreeNode<V> without(String key);

    /** The two halves of the node. */
    List<TreeNode<V>> split();

    /** This node and its right neighbour in one, when they fit. */
    TreeNode<V> joined(TreeNode<V> right);

    /** False when the visitor or the end of the range stopped the visit. */
    boolean visit(String from, @Nullable String to, Predicate<? super V> visitor);
}
