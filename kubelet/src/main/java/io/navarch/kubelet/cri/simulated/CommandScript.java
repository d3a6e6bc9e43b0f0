package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.EnvVar;
import io.navarch.kubelet.cri.LogLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What simple commands do: echo, sleep, exit, true, false, hostname, traps and {@code while true} loops, alone or in a
 * {@code sh -c} script. Anything else is a server as a container's main process, and nothing to speak of as a command run
 * inside. Used once, by one thread.
 */
final class CommandScript {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash");
    private static final Set<String> QUIET = Set.of(
            ":", "true", "set", "cd", "mkdir", "touch", "cp", "mv", "rm", "ln", "chmod", "chown", "export", "wait",
            "ls", "cat", "test", "[", "sync");
    private static final Pattern STATEMENT_END = Pattern.compile(";|&&|(?<![>&])&(?![&0-9])|\n");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");
    private static final Pattern FOREVER =
            Pattern.compile("(?s)^\\s*while\\s+(?:true|:|\\[ 1 ])\\s*;\\s*do\\b(.*?);?\\s*done.*");
    private static final int TERMINATED = 143;

    private final Map<String, String> environment;
    private final List<TimedLine> lines = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private int exitCode;
    private int termCode = TERMINATED;
    private boolean ignoresTerm;
    private boolean ended;
    private boolean unknown;
    private @Nullable LineLoop loop;

    private CommandScript(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The script of a container whose command is this one. */
    static ContainerScript ofMainProcess(ContainerConfig container, String hostname) {
        List<String> words = new ArrayList<>(container.command());
        words.addAll(container.args());
        if (words.isEmpty()) {
            return ContainerScript.SERVER;
        }
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.envs()) {
            environment.put(variable.name(), variable.value());
        }
        environment.putIfAbsent("HOSTNAME", hostname);
        var script = new CommandScript(environment);
        script.run(words);
        if (script.unknown && script.lines.isEmpty()) {
            return ContainerScript.SERVER;
        }
        boolean endless = script.unknown || script.loop != null;
        return ContainerScript.SERVER.toBuilder()
                .lines(script.lines)
                .loop(script.loop)
                .runFor(endless ? null : script.now)
                .exitCode(script.exitCode)
                .stopping(
                        script.ignoresTerm ? ContainerScript.FOREVER : Duration.ZERO,
                        script.unknown ? 0 : script.termCode)
                .build();
    }

    /** What a command run inside a container prints, how long it takes (null: for ever) and how it ends. */
    static ContainerScript ofCommand(List<String> command, String hostname) {
        var script = new CommandScript(Map.of("HOSTNAME", hostname));
        script.run(command);
        return ContainerScript.SERVER.toBuilder()
                .lines(script.lines)
                .runFor(script.loop == null ? script.now : null)
                .exitCode(script.exitCode)
                .build();
    }

    private void run(List<String> words) {
        String program = baseName(words.getFirst());
        if (SHELLS.contains(program) && words.size() >= 3 && words.get(1).matches("-[a-z]*c")) {
            shell(words.get(2));
        } else {
            simple(words, LogLine.Stream.STDOUT);
        }
    }

    private void shell(String text) {
        String rest = text;
        while (!rest.isBlank() && !ended) {
            Matcher forever = FOREVER.matcher(rest);
            if (forever.matches()) {
                repeat(forever.group(1));
                return;
            }
            int end = statementEnd(rest);
            boolean onSuccess = rest.startsWith("&&", end);
            statement(rest.substring(0, end).trim());
            rest = rest.substring(Math.min(rest.length(), end + (onSuccess ? 2 : 1)));
            if (onSuccess && exitCode != 0) {
                ended = true;
            }
        }
    }

    /** Where the first statement ends: at a separator that is not quoted. */
    private static int statementEnd(String text) {
        Matcher separator = STATEMENT_END.matcher(text);
        while (separator.find()) {
            String before = text.substring(0, separator.start());
            if (count(before, '\'') % 2 == 0 && count(before, '"') % 2 == 0) {
                return separator.start();
            }
        }
        return text.length();
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    private void repeat(String body) {
        var round = new CommandScript(environment);
        round.shell(body);
        ended = true;
        if (round.unknown || round.now.isZero()) {
            unknown = true; // There is nothing to reckon a round by.
        } else {
            loop = new LineLoop(now, round.now, round.lines);
        }
    }

    private void statement(String text) {
        var stream = text.contains(">&2") ? LogLine.Stream.STDERR : LogLine.Stream.STDOUT;
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(text.replaceAll("[12]?>&[12]", " "));
        while (word.find()) {
            String literal = word.group(1);
            words.add(literal != null ? literal : expand(word.group(2) != null ? word.group(2) : word.group(3)));
        }
        if (!words.isEmpty()) {
            simple(words, stream);
        }
    }

    private String expand(String word) {
        return VARIABLE.matcher(word).replaceAll(match -> {
            String name = match.group(1) != null ? match.group(1) : match.group(2);
            return Matcher.quoteReplacement(environment.getOrDefault(name, ""));
        });
    }

    private void simple(List<String> words, LogLine.Stream stream) {
        exitCode = 0;
        List<String> args = words.subList(1, words.size());
        switch (baseName(words.getFirst())) {
            case "echo" -> print(stream, args);
            case "hostname" -> print(stream, List.of(environment.getOrDefault("HOSTNAME", "")));
            case "sleep" -> sleep(args);
            case "exit" -> {
                exitCode = args.isEmpty() ? 0 : integer(args.getFirst());
                ended = true;
            }
            case "false" -> exitCode = 1;
            case "exec" -> simple(args.isEmpty() ? List.of("true") : args, stream);
            case "trap" -> trap(args);
            default -> {
                if (!QUIET.contains(words.getFirst())) {
                    goOnForever();
                }
            }
        }
    }

    private void goOnForever() {
        unknown = true;
        ended = true;
    }

    private void print(LogLine.Stream stream, List<String> words) {
        boolean option = !words.isEmpty() && words.getFirst().matches("-[ne]+");
        List<String> shown = option ? words.subList(1, words.size()) : words;
        if (shown.stream().noneMatch(word -> word.startsWith(">"))) {
            lines.add(new TimedLine(now, stream, String.join(" ", shown)));
        }
    }

    private void sleep(List<String> args) {
        String time = args.isEmpty() ? "0" : args.getFirst();
        if (time.startsWith("inf")) {
            goOnForever();
            return;
        }
        char unit = time.charAt(time.length() - 1);
        long seconds =
                switch (unit) {
                    case 'm' -> 60;
                    case 'h' -> 3_600;
                    case 'd' -> 86_400;
                    default -> 1;
                };
        try {
            double count = Double.parseDouble(Character.isDigit(unit) ? time : time.substring(0, time.length() - 1));
            now = now.plusNanos((long) (count * seconds * 1e9));
        } catch (NumberFormatException e) {
            exitCode = 1; // As sleep itself has it for what it cannot read.
        }
    }

    private void trap(List<String> args) {
        if (args.size() < 2) {
            return;
        }
        if (args.getFirst().isEmpty()) {
            ignoresTerm = true;
        } else if (args.getFirst().startsWith("exit")) {
            String code = args.getFirst().substring("exit".length()).trim();
            termCode = code.isEmpty() ? 0 : integer(code);
        }
    }

    private static int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 2; // The shell's code for a number it cannot read.
        }
    }

    private static String baseName(String program) {
        return program.substring(program.lastIndexOf('/') + 1);
    }
}
