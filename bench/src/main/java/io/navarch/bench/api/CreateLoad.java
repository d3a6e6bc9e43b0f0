package io.navarch.bench.api;

import io.navarch.bench.http2.Lane;
import io.navarch.bench.http2.Request;
import io.navarch.bench.report.Line;
import java.io.IOException;
import java.util.List;

/** Creates pods, as fast as some clients can. */
final class CreateLoad implements Load {
    private record Round(int clients, int connections, int count, double upstream, double owed) {}

    private static final List<Round> ROUNDS = List.of(
            new Round(1, 1, 2_000, 460, 2),
            new Round(16, 1, 8_000, 1_085, 5),
            new Round(16, 16, 8_000, 1_085, 5),
            new Round(64, 4, 8_000, 1_100, 5),
            new Round(64, 64, 8_000, 1_100, 5));

    @Override
    public String name() {
        return "create";
    }

    @Override
    public void run(Site site) throws IOException, InterruptedException {
        for (var round : ROUNDS) {
            var namespace = "bench-create-" + round.clients + "-" + round.connections;
            site.prepare(namespace);
            var path = Site.pods(namespace);
            var prefix = "p" + Long.toString(System.nanoTime(), 36) + "-";
            var flood = new Flood(site.target(), round.clients, round.connections, site.limit());
            var outcome = flood.run(
                    Lane.Source.of(site.scaled(round.count), i -> Request.post(path, Pods.small(prefix + i))),
                    site.figures());
            site.report()
                    .add(new Line(
                            "create pods, " + Words.clients(round.clients, round.connections),
                            outcome.perSecond(),
                            "/s",
                            round.upstream,
                            round.owed,
                            outcome.details()));
        }
    }
}
