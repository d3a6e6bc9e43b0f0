package io.navarch.model;

import io.navarch.model.tree.Struct;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A typed look at a {@link Struct}. Generated views read like {@code pod.spec().nodeName()}: an absent string is {@code ""}, an
 * absent number 0, an absent list or map empty, an absent object a view of nothing; {@code hasX()} tells whether a field is
 * there, {@code withX(v)} makes a changed copy. Immutable.
 */
public abstract class View {
    private final Struct tree;

    protected View(Struct tree) {
        this.tree = tree;
    }

    /** The object behind the view. */
    public final Struct tree() {
        return tree;
    }

    /** True if no field is present. */
    public final boolean isEmpty() {
        return tree.isEmpty();
    }

    protected static String text(@Nullable Object value) {
        return value instanceof String string ? string : "";
    }

    protected static long number(@Nullable Object value) {
        return value instanceof Long number ? number : 0;
    }

    protected static double fraction(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }

    /** The elements of a list of scalars. */
    @SuppressWarnings("unchecked")
    protected static <T> List<T> scalars(@Nullable Object value) {
        return value instanceof List<?> list ? (List<T>) list : List.of();
    }

    /** The elements of a list of structs, seen through views made on access. */
    protected static <T extends View> List<T> views(@Nullable Object value, Function<Struct, T> view) {
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            return List.of();
        }
        return new AbstractList<>() {
            @Override
            public T get(int index) {
                return view.apply((Struct) list.get(index));
            }

            @Override
            public int size() {
                return list.size();
            }
        };
    }

    /** The trees of views, as a list value; null (absent) if there are none and absence means the same. */
    protected static @Nullable List<Object> trees(List<? extends View> views, boolean required) {
        if (views.isEmpty() && !required) {
            return null;
        }
        var trees = new ArrayList<Object>(views.size());
        for (var view : views) {
            trees.add(view.tree());
        }
        return List.copyOf(trees);
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof View view && view.getClass() == getClass() && view.tree.equals(tree);
    }

    @Override
    public final int hashCode() {
        return tree.hashCode();
    }

    /** The JSON text. */
    @Override
    public final String toString() {
        return tree.toString();
    }
}
