package io.navarch.bench.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Shows each figure as it comes, and all of them as a table at the end. Confined to one thread. */
public final class Report {
    private static final List<String> HEAD = List.of("work", "measured", "upstream", "ratio", "");

    private final PrintStream out;
    private final List<Line> lines = new ArrayList<>();

    public Report(PrintStream out) {
        this.out = out;
    }

    public void add(Line line) {
        lines.add(line);
        out.println("  " + line.work() + ": " + line.measured() + "  " + line.details());
    }

    /** Says what is going on. */
    public void note(String text) {
        out.println(text);
    }

    /** Prints the table. */
    public void print() {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        rows.add(List.of("---", "---:", "---:", "---", "---"));
        for (var line : lines) {
            rows.add(List.of(line.work(), line.measured(), line.before(), line.verdict(), line.details()));
        }
        int[] widths = new int[HEAD.size()];
        for (var row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        out.println();
        for (var row : rows) {
            var text = new StringBuilder("|");
            for (int i = 0; i < widths.length; i++) {
                text.append(' ')
                        .append(row.get(i))
                        .repeat(' ', widths[i] - row.get(i).length())
                        .append(" |");
            }
            out.println(text);
        }
        out.println();
    }
}
