package io.navarch.systemtests.kubectl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A terminal session as one would paste it: commands, each with what it says on both streams and its exit code.
 *
 * <pre>
 *   // a comment
 *   $ kubectl get ns x            said once
 *   $~ kubectl get pods           repeated until it says this
 *   $[1.28-] kubectl auth whoami  only with this version and newer ones; [-1.27], [1.21-1.30]
 *   NAME   STATUS   AGE
 *   x      Active   ·             one word that may be anything
 *   … and so on                   anything; alone in a line: any lines
 *   [exit 1]                      0 where it is not said
 * </pre>
 *
 * Spaces within a line stand for any number of spaces. Parsing is pure.
 */
record Script(String name, List<Step> steps) {
    private static final Pattern COMMAND = Pattern.compile("\\$(~?)(?:\\[([0-9.]*)-([0-9.]*)])? (.*)");
    private static final Pattern EXIT = Pattern.compile("\\[exit ([0-9]+)]");

    /**
     * One command.
     *
     * @param repeated whether it is asked again until it says what is expected
     * @param from the oldest version it is for, "" for all
     * @param to the newest
     */
    record Step(String command, boolean repeated, String from, String to, List<String> expected, int exitCode) {
        boolean isFor(String version) {
            return (from.isEmpty() || minor(from) <= minor(version)) && (to.isEmpty() || minor(version) <= minor(to));
        }

        private static int minor(String version) {
            return Integer.parseInt(version.substring(version.indexOf('.') + 1));
        }

        /** Matches what the command may say. */
        Pattern pattern() {
            var text = new StringBuilder();
            for (var line : expected) {
                text.append(line.equals("…") ? "(?:[^\n]*+\n)*?" : "(?>" + line(line) + "\n)");
            }
            return Pattern.compile(text.toString());
        }

        private static String line(String line) {
            var pattern = new StringBuilder();
            int indent = line.length() - line.stripLeading().length();
            pattern.append(Pattern.quote(line.substring(0, indent)));
            var words = line.strip().split("\\s+");
            for (int i = 0; i < words.length; i++) {
                pattern.append(i == 0 ? "" : "[ \t]++");
                for (var part : words[i].splitWithDelimiters("[·…]", 0)) {
                    pattern.append(
                            switch (part) {
                                case "·" -> "[^ \t\n]+";
                                case "…" -> ".*?";
                                default -> Pattern.quote(part);
                            });
                }
            }
            return pattern.append("[ \t]*+").toString();
        }
    }

    /** Reads the script from beside this class. */
    static Script read(String name) throws IOException {
        try (var stream = Objects.requireNonNull(Script.class.getResourceAsStream(name + ".txt"), name)) {
            return new Script(name, parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    /** A script of that text. */
    static Script of(String name, String text) {
        return new Script(name, parse(text));
    }

    private static List<Step> parse(String text) {
        var steps = new ArrayList<Step>();
        var lines = text.lines().filter(line -> !line.startsWith("//")).toList();
        for (int i = 0; i < lines.size(); ) {
            var command = COMMAND.matcher(lines.get(i++));
            if (!command.matches()) {
                if (lines.get(i - 1).isBlank()) {
                    continue;
                }
                throw new IllegalArgumentException("not a command: " + lines.get(i - 1));
            }
            var expected = new ArrayList<String>();
            int exitCode = 0;
            for (; i < lines.size() && !COMMAND.matcher(lines.get(i)).matches(); i++) {
                var exit = EXIT.matcher(lines.get(i));
                if (exit.matches()) {
                    exitCode = Integer.parseInt(exit.group(1));
                } else {
                    expected.add(lines.get(i));
                }
            }
            // Empty lines before the next command are there for the eye.
            while (!expected.isEmpty() && expected.getLast().isBlank()) {
                expected.removeLast();
            }
            steps.add(new Step(
                    command.group(4),
                    command.group(1).equals("~"),
                    Objects.requireNonNullElse(command.group(2), ""),
                    Objects.requireNonNullElse(command.group(3), ""),
                    List.copyOf(expected),
                    exitCode));
        }
        return steps;
    }
}
