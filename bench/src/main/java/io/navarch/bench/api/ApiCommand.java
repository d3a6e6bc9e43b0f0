package io.navarch.bench.api;

import io.navarch.bench.http2.Target;
import io.navarch.bench.http2.Trust;
import io.navarch.bench.report.Report;
import io.navarch.bench.server.ProcessFigures;
import io.navarch.bench.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code navarch bench api}: the loads that upstream's API server was measured with. */
@Command(
        name = "api",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Put loads on an API server, and compare with what upstream's did on such a machine.",
            "Without --server a control plane of its own is started, in a temporary folder and on a free port."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields
public final class ApiCommand implements Callable<Integer> {
    private static final List<Load> LOADS =
            List.of(new WarmUp(), new CreateLoad(), new GetLoad(), new ListLoad(), new WatchLoad());

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "LOAD",
            description = "Only these of start, create, get, list, watch, restart.")
    private Set<String> only = Set.of();

    @Option(
            names = "--seconds",
            defaultValue = "30",
            description = "How long one load may last. Default: ${DEFAULT-VALUE}.")
    private int seconds = 30;

    @Option(
            names = "--scale",
            defaultValue = "1",
            description = "Factor for the number of requests and objects. Default: ${DEFAULT-VALUE}.")
    private double scale = 1;

    @Option(
            names = "--starts",
            defaultValue = "3",
            description = "How many starts are timed. Default: ${DEFAULT-VALUE}.")
    private int starts = 3;

    @Option(names = "--no-warm-up", description = "Begin at once, with cold code.")
    private boolean cold;

    @Option(names = "--server", paramLabel = "URL", description = "Put the loads on this server instead.")
    private @Nullable URI server;

    @Option(names = "--token", description = "The bearer token of user 'bench', who gets roles for the load.")
    private String token = "";

    @Option(names = "--admin-token", description = "The bearer token of an administrator, who prepares the cluster.")
    private String adminToken = "";

    @Option(
            names = "--certificate-authority",
            paramLabel = "FILE",
            description = "Who signed the server's certificate.")
    private @Nullable Path authority;

    @Option(names = "--insecure-skip-tls-verify", description = "Take any certificate.")
    private boolean anyCertificate;

    @Option(
            names = "--pid",
            split = ",",
            description = "The server's processes on this machine, to read their CPU time and memory.")
    private List<Long> pids = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var report = new Report(System.out);
        if (server != null) {
            var tls = anyCertificate || authority == null ? Trust.inAnybody() : Trust.in(authority);
            if (!anyCertificate && authority == null) {
                System.err.println("navarch: give --certificate-authority or --insecure-skip-tls-verify");
                return 2;
            }
            var target = new Target(server, tls, token);
            loads(new Site(
                    target,
                    target.as(adminToken),
                    new ProcessFigures(pids),
                    report,
                    Duration.ofSeconds(seconds),
                    scale));
        } else {
            own(report);
        }
        report.print();
        return 0;
    }

    private void own(Report report) throws IOException, InterruptedException {
        var life = new Lifetime(report, starts);
        var process = chosen("start") ? life.coldStart() : ServerProcess.start();
        try (process) {
            if (chosen("start")) {
                life.idle(process);
            }
            loads(site(process, report));
            if (chosen("restart")) {
                life.warmStart(process, site(process, report));
            }
        }
    }

    private Site site(ServerProcess process, Report report) {
        var target = process.target();
        return new Site(
                target,
                target.as(process.tokens().admin()),
                process.figures(),
                report,
                Duration.ofSeconds(seconds),
                scale);
    }

    private boolean chosen(String load) {
        return only.isEmpty() || only.contains(load);
    }

    private void loads(Site site) throws IOException, InterruptedException {
        for (var load : LOADS) {
            if (load instanceof WarmUp
                    ? !cold && LOADS.stream().anyMatch(other -> chosen(other.name()))
                    : chosen(load.name())) {
                site.report().note(load.name());
                load.run(site);
            }
        }
    }
}
