package io.navarch.kubelet.cri.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A script of {@code sh -c}: simple commands with pipes and redirections, one after the other. Loops, functions and substitutions
 * are beyond it. Pure data.
 */
record ShellScript(List<Statement> statements) {
    /** What stands for a dollar sign that means nothing but itself. */
    private static final char PLAIN_DOLLAR = '\uE000';

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+|\\?))");

    /** When a statement is run: always, or after one that succeeded or failed. */
    enum When {
        ALWAYS,
        SUCCESS,
        FAILURE
    }

    /** Commands of which each reads what the one before it writes. */
    record Statement(When when, List<Command> pipeline) {}

    /**
     * A command.
     *
     * @param words with variables in them
     * @param from the file it reads; empty for none
     * @param to the file it writes; empty for none
     * @param append whether what the file has stays
     */
    record Command(List<String> words, String from, String to, boolean append) {}

    /** Reads the text; empty if it is beyond this. */
    static Optional<ShellScript> parse(String text) {
        return new Parser(text).parse();
    }

    /** The words with the variables' values. */
    static String expand(String word, UnaryOperator<String> variables) {
        var expanded = VARIABLE.matcher(word)
                .replaceAll(found -> Matcher.quoteReplacement(
                        variables.apply(found.group(1) != null ? found.group(1) : found.group(2))));
        return expanded.replace(PLAIN_DOLLAR, '$');
    }

    /** Goes through the text once. */
    private static final class Parser {
        private final String text;
        private int at;
        private When when = When.ALWAYS;
        private final List<Statement> statements = new ArrayList<>();
        private List<Command> pipeline = new ArrayList<>();
        private List<String> words = new ArrayList<>();
        private String from = "";
        private String to = "";
        private boolean append;

        Parser(String text) {
            this.text = text;
        }

        Optional<ShellScript> parse() {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == ' ' || c == '\t') {
                    at++;
                } else if (c == ';' || c == '\n') {
                    at++;
                    endStatement(When.ALWAYS);
                } else if (take("&&")) {
                    endStatement(When.SUCCESS);
                } else if (take("||")) {
                    endStatement(When.FAILURE);
                } else if (take("|")) {
                    endCommand();
                } else if (!redirection()) {
                    var word = word();
                    if (word == null) {
                        return Optional.empty();
                    }
                    words.add(word);
                }
            }
            endStatement(When.ALWAYS);
            return Optional.of(new ShellScript(List.copyOf(statements)));
        }

        private boolean take(String operator) {
            if (!text.startsWith(operator, at)) {
                return false;
            }
            at += operator.length();
            return true;
        }

        /** Errors go where they go: what is said of them is passed over. */
        private boolean redirection() {
            if (take("2>&1") || take("2>/dev/null") || take("2> /dev/null")) {
                return true;
            }
            if (take(">>")) {
                append = true;
                to = target();
            } else if (!text.startsWith(">&", at) && take(">")) {
                append = false;
                to = target();
            } else if (!text.startsWith("<<", at) && !text.startsWith("<(", at) && take("<")) {
                from = target();
            } else {
                return false;
            }
            return true;
        }

        private String target() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            var word = word();
            return word == null ? "" : word;
        }

        /** The word that begins here; null if something begins that is beyond this. */
        private @Nullable String word() {
            var word = new StringBuilder();
            int begin = at;
            for (; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '\'') {
                    int end = text.indexOf('\'', at + 1);
                    if (end < 0) {
                        return null;
                    }
                    word.append(text.substring(at + 1, end).replace('$', PLAIN_DOLLAR));
                    at = end;
                } else if (c == '"') {
                    int end = text.indexOf('"', at + 1);
                    if (end < 0 || text.substring(at, end).contains("`")) {
                        return null;
                    }
                    word.append(text, at + 1, end);
                    at = end;
                } else if (c == '\\' && at + 1 < text.length()) {
                    at++;
                    word.append(text.charAt(at) == '$' ? PLAIN_DOLLAR : text.charAt(at));
                } else if (" \t\n;|<>".indexOf(c) >= 0 || text.startsWith("&&", at)) {
                    break;
                } else if ("&`(){}*".indexOf(c) >= 0) {
                    return null;
                } else {
                    word.append(c);
                }
            }
            return at == begin || word.indexOf("$(") >= 0 ? null : word.toString();
        }

        private void endCommand() {
            pipeline.add(new Command(List.copyOf(words), from, to, append));
            words = new ArrayList<>();
            from = "";
            to = "";
            append = false;
        }

        private void endStatement(When next) {
            if (!words.isEmpty() || !pipeline.isEmpty()) {
                endCommand();
                statements.add(new Statement(when, List.copyOf(pipeline)));
                pipeline = new ArrayList<>();
            }
            when = next;
        }
    }
}
