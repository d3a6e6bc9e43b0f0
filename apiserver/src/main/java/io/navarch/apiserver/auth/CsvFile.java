package io.navarch.apiserver.auth;

import java.util.ArrayList;
import java.util.List;

/** Reads the comma-separated files of tokens and passwords; a cell may be quoted. */
final class CsvFile {
    private CsvFile() {}

    /** The rows with at least three cells, without comments and empty lines. */
    static List<List<String>> rows(String text) {
        var rows = new ArrayList<List<String>>();
        for (var line : text.lines().toList()) {
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            var cells = cells(line);
            if (cells.size() < 3) {
                throw new IllegalArgumentException(
                        "a row needs at least 3 columns (secret, user name, user uid), this one has " + cells.size());
            }
            rows.add(cells);
        }
        return rows;
    }

    /** The groups of a row: its fourth cell, comma-separated. */
    static List<String> groups(List<String> row) {
        var groups = new ArrayList<String>();
        if (row.size() > 3) {
            for (var group : row.get(3).split(",")) {
                if (!group.isBlank()) {
                    groups.add(group.strip());
                }
            }
        }
        groups.add("system:authenticated");
        return List.copyOf(groups);
    }

    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString().strip());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString().strip());
        return cells;
    }
}
