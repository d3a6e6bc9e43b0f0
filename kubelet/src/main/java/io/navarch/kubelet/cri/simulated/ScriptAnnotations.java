package io.navarch.kubelet.cri.simulated;

import io.navarch.kubelet.cri.ContainerConfig;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.LogLine;
import io.navarch.kubelet.cri.PodSandboxConfig;
import io.navarch.kubelet.cri.RpcCode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The annotations by which a pod scripts its simulated containers. Each may be put before a container's name and a dot to
 * mean that container alone ({@code main.simulated.navarch.io/exit-code}). run-for and exit-code take a list with commas,
 * one value per restart, of which the last goes on.
 *
 * <pre>
 *   simulated.navarch.io/start-delay  2s        how long a start takes
 *                        run-for      10s,1m    how long it runs by itself; empty: until it is stopped
 *                        exit-code    1,0       with which code it then ends
 *                        reason       OOMKilled why it then ends
 *                        log-lines    a text    what it prints at its start, one line per line
 *                        stop-delay   5s        how long it takes to end when asked to
 *                        stop-code    143       with which code it then ends
 *                        ready        false     what readiness probes answer
 *                        ready-after  10s       from when on they do
 *                        live-for     1m        from when on liveness probes fail
 *                        cpu          250m      what it uses
 *                        memory       64Mi
 *                        create-error, start-error    why that fails
 *                        pull-error, pull-delay       the same for pulling images, pod-wide only
 * </pre>
 */
public final class ScriptAnnotations {
    public static final String PREFIX = "simulated.navarch.io/";

    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "µs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);
    private static final Pattern QUANTITY = Pattern.compile("(\\d+(?:\\.\\d+)?)(n|u|m|k|M|G|T|Ki|Mi|Gi|Ti)?");
    private static final Map<String, BigDecimal> SCALES = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)));

    private final Map<String, String> annotations;
    private final String container;
    private final int attempt;

    private ScriptAnnotations(Map<String, String> annotations, String container, int attempt) {
        this.annotations = annotations;
        this.container = container;
        this.attempt = attempt;
    }

    static ContainerScript apply(ContainerScript script, ContainerConfig container, PodSandboxConfig pod) {
        if (pod.annotations().keySet().stream().noneMatch(key -> key.contains(PREFIX))) {
            return script;
        }
        var metadata = container.metadata();
        return new ScriptAnnotations(pod.annotations(), metadata.name(), metadata.attempt()).change(script);
    }

    /** The pod-wide annotation of that name. */
    static @Nullable String ofPod(Map<String, String> annotations, String name) {
        return annotations.get(PREFIX + name);
    }

    private ContainerScript change(ContainerScript script) {
        var changed = script.toBuilder()
                .startDelay(duration("start-delay", script.startDelay()))
                .createError(text("create-error", script.createError()))
                .startError(text("start-error", script.startError()))
                .reason(text("reason", script.reason()))
                .exitCode(number("exit-code", perAttempt("exit-code"), script.exitCode()))
                .stopping(
                        duration("stop-delay", script.stopDelay()),
                        number("stop-code", value("stop-code"), script.stopExitCode()))
                .ready(
                        Boolean.parseBoolean(text("ready", Boolean.toString(script.ready()))),
                        duration("ready-after", script.readyAfter()))
                .cpuNanoCores(quantity("cpu", 9, script.cpuNanoCores()))
                .memoryBytes(quantity("memory", 0, script.memoryBytes()));
        String runFor = perAttempt("run-for");
        if (runFor != null) {
            changed.runFor(runFor.isEmpty() ? null : parseDuration("run-for", runFor));
        }
        String liveFor = value("live-for");
        if (liveFor != null) {
            changed.liveFor(parseDuration("live-for", liveFor));
        }
        String lines = value("log-lines");
        if (lines != null) {
            List<TimedLine> all = new ArrayList<>(script.lines());
            lines.lines().forEach(line -> all.add(new TimedLine(Duration.ZERO, LogLine.Stream.STDOUT, line)));
            all.sort(Comparator.comparing(TimedLine::offset));
            changed.lines(all);
        }
        return changed.build();
    }

    private @Nullable String value(String name) {
        String own = annotations.get(container + "." + PREFIX + name);
        return own != null ? own : ofPod(annotations, name);
    }

    private @Nullable String perAttempt(String name) {
        String value = value(name);
        if (value == null) {
            return null;
        }
        String[] values = value.split(",", -1);
        return values[Math.min(attempt, values.length - 1)].trim();
    }

    private String text(String name, String otherwise) {
        String value = value(name);
        return value == null ? otherwise : value;
    }

    private Duration duration(String name, Duration otherwise) {
        String value = value(name);
        return value == null ? otherwise : parseDuration(name, value);
    }

    private static int number(String name, @Nullable String value, int otherwise) {
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw unreadable(name, value);
        }
    }

    private long quantity(String name, int decimals, long otherwise) {
        String value = value(name);
        if (value == null) {
            return otherwise;
        }
        Matcher quantity = QUANTITY.matcher(value);
        if (!quantity.matches()) {
            throw unreadable(name, value);
        }
        var number = new BigDecimal(quantity.group(1));
        String suffix = quantity.group(2);
        return (suffix == null ? number : number.multiply(SCALES.getOrDefault(suffix, BigDecimal.ONE)))
                .movePointRight(decimals)
                .longValue();
    }

    /** Reads a duration as Go writes it, such as {@code 1m30s}. */
    static Duration parseDuration(String name, String value) {
        Matcher part = DURATION_PART.matcher(value);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (end < value.length() && part.find(end) && part.start() == end) {
            nanos = nanos.add(
                    new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
            end = part.end();
        }
        if (end < value.length() || value.isEmpty()) {
            if (value.equals("0")) {
                return Duration.ZERO;
            }
            throw unreadable(name, value);
        }
        return Duration.ofNanos(nanos.longValue());
    }

    private static ContainerRuntimeException unreadable(String name, String value) {
        return new ContainerRuntimeException(
                RpcCode.INVALID_ARGUMENT, "annotation " + PREFIX + name + ": cannot read \"" + value + "\"");
    }
}
