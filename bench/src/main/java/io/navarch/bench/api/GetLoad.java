package io.navarch.bench.api;

import io.navarch.bench.http2.Exchange;
import io.navarch.bench.http2.Lane;
import io.navarch.bench.http2.Request;
import io.navarch.bench.report.Line;
import java.io.IOException;

/** Gets one pod, over and over. */
final class GetLoad implements Load {
    private static final String NAMESPACE = "bench-get";
    private static final int CLIENTS = 64;
    private static final int COUNT = 100_000;
    private static final double UPSTREAM = 3_730;
    private static final double OWED = 6;

    @Override
    public String name() {
        return "get";
    }

    @Override
    public void run(Site site) throws IOException, InterruptedException {
        site.prepare(NAMESPACE);
        var path = Site.pods(NAMESPACE);
        try (var user = new Exchange(site.target())) {
            var made = user.call(Request.post(path, Pods.large("one")));
            if (made.status() != 409) {
                made.orFail();
            }
        }
        for (int connections : new int[] {1, 4, CLIENTS}) {
            var flood = new Flood(site.target(), CLIENTS, connections, site.limit());
            var outcome =
                    flood.run(Lane.Source.of(site.scaled(COUNT), i -> Request.get(path + "/one")), site.figures());
            site.report()
                    .add(new Line(
                            "get one pod, " + Words.clients(CLIENTS, connections),
                            outcome.perSecond(),
                            "/s",
                            UPSTREAM,
                            OWED,
                            outcome.details()));
        }
    }
}
