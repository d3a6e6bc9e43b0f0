package io.navarch.controllers.job;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/** Sets of completion indexes in their text form, such as {@code 0,3-5}. */
final class Indexes {
    private Indexes() {}

    /** The indexes below the limit; parts that say nothing are left out. */
    static SortedSet<Integer> parse(String text, int limit) {
        var indexes = new TreeSet<Integer>();
        for (var part : text.split(",")) {
            var ends = part.split("-", 2);
            if (!part.matches("[0-9]{1,9}(-[0-9]{1,9})?")) {
                continue;
            }
            int last = Math.min(Integer.parseInt(ends[ends.length - 1]), limit - 1);
            for (int i = Integer.parseInt(ends[0]); i <= last; i++) {
                indexes.add(i);
            }
        }
        return indexes;
    }

    /** Two neighbours are written with a comma, three and more as a range. */
    static String text(Collection<Integer> indexes) {
        var sorted = new TreeSet<>(indexes).stream().toList();
        var text = new StringBuilder();
        for (int from = 0; from < sorted.size(); ) {
            int to = from;
            while (to + 1 < sorted.size() && sorted.get(to + 1) == sorted.get(to) + 1) {
                to++;
            }
            text.append(text.isEmpty() ? "" : ",").append(sorted.get(from));
            if (to > from) {
                text.append(to == from + 1 ? "," : "-").append(sorted.get(to));
            }
            from = to + 1;
        }
        return text.toString();
    }
}
