package io.navarch.store.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedTreeTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithATreeMap(long seed) {
        Random random = new Random(seed);
        NavigableMap<String, Integer> model = new TreeMap<>();
        SortedTree<Integer> tree = SortedTree.empty();
        for (int i = 0; i < 20_000; i++) {
            String key = "/k/" + random.nextInt(3_000);
            // grows at first and shrinks to nothing in the end, so that nodes split and join
            if (random.nextInt(20_000) > i) {
                tree = tree.with(key, i);
                model.put(key, i);
            } else {
                tree = tree.without(key);
                model.remove(key);
            }
            if (i % 500 == 0) {
                check(tree, model, random);
            }
        }
        for (String key : List.copyOf(model.keySet())) {
            tree = tree.without(key);
            model.remove(key);
        }
        check(tree, model, random);
    }

    private static void check(SortedTree<Integer> tree, NavigableMap<String, Integer> model, Random random) {
        assertThat(tree.size()).isEqualTo(model.size());
        assertThat(tree.values("", null, 0)).isEqualTo(List.copyOf(model.values()));
        for (int i = 0; i < 20; i++) {
            String from = "/k/" + random.nextInt(3_000);
            String to = "/k/" + random.nextInt(3_000);
            assertThat(tree.get(from)).isEqualTo(model.get(from));
            if (from.compareTo(to) <= 0) {
                Map<String, Integer> part = model.subMap(from, to);
                assertThat(tree.count(from, to)).isEqualTo(part.size());
                assertThat(tree.values(from, to, 0)).isEqualTo(List.copyOf(part.values()));
                assertThat(tree.values(from, to, 7))
                        .isEqualTo(part.values().stream().limit(7).toList());
            } else {
                assertThat(tree.count(from, to)).isZero();
                assertThat(tree.values(from, to, 0)).isEmpty();
            }
        }
    }

    @Test
    void keepsOlderVersionsAsTheyWere() {
        List<SortedTree<Integer>> versions = new ArrayList<>();
        SortedTree<Integer> tree = SortedTree.empty();
        for (int i = 0; i < 500; i++) {
            versions.add(tree);
            tree = tree.with(String.format("%03d", i), i);
        }
        for (int i = 0; i < 500; i++) {
            tree = tree.without(String.format("%03d", i));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(versions.get(i).size()).isEqualTo(i);
            assertThat(versions.get(i).values("", null, 0)).hasSize(i);
        }
        assertThat(tree.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 24, 25, 577, 20_000})
    void isBuiltFromSortedKeys(int count) {
        NavigableMap<String, Integer> model = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            model.put("/k/" + i, i);
        }
        var tree = SortedTree.ofSorted(List.copyOf(model.keySet()), List.copyOf(model.values()));
        check(tree, model, new Random(1));
        model.put("/k/", 7);
        check(tree.with("/k/", 7), model, new Random(1));
    }
}
