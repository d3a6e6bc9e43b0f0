package io.navarch.bench.api;

import io.navarch.bench.http2.Exchange;
import io.navarch.bench.http2.Lane;
import io.navarch.bench.http2.Request;
import io.navarch.bench.report.Line;
import java.io.IOException;
import java.util.Locale;

/** Lists 5,000 pods whole. */
final class ListLoad implements Load {
    private static final String NAMESPACE = "bench-list";
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final int PODS = 5_000;
    private static final int LISTS = 15;
    private static final double OWED_JSON = 5;
    private static final double OWED_PROTOBUF = 3;

    @Override
    public String name() {
        return "list";
    }

    @Override
    public void run(Site site) throws IOException, InterruptedException {
        site.prepare(NAMESPACE);
        var path = Site.pods(NAMESPACE);
        new Flood(site.target(), 16, 4, site.limit().multipliedBy(3))
                .run(Lane.Source.of(site.scaled(PODS), i -> Request.post(path, Pods.large("p" + i))), site.figures());
        measure(site, "list 5,000 pods, JSON, rv=0", path + "?resourceVersion=0", Request.JSON, 356, OWED_JSON);
        measure(site, "list 5,000 pods, JSON, rv unset", path, Request.JSON, 461, OWED_JSON);
        try (var user = new Exchange(site.target())) {
            var answer = user.call(Request.get(path + "?limit=1", PROTOBUF));
            if (answer.status() != 200 || answer.body().length == 0 || answer.body()[0] != 'k') {
                site.report().note("  list as protobuf: not served (" + answer.status() + ")");
                return;
            }
        }
        measure(site, "list 5,000 pods, protobuf, rv=0", path + "?resourceVersion=0", PROTOBUF, 146, OWED_PROTOBUF);
        measure(site, "list 5,000 pods, protobuf, rv unset", path, PROTOBUF, 290, OWED_PROTOBUF);
    }

    private static void measure(Site site, String work, String path, String accept, double upstream, double owed)
            throws IOException, InterruptedException {
        var flood = new Flood(site.target(), 1, 1, site.limit());
        flood.run(Lane.Source.of(3, i -> Request.get(path, accept)), site.figures());
        var outcome = flood.run(Lane.Source.of(LISTS, i -> Request.get(path, accept)), site.figures());
        var size = String.format(
                Locale.ROOT,
                ", %.1f MB each",
                outcome.bytes() / 1e6 / Math.max(1, outcome.latencies().count()));
        site.report()
                .add(new Line(work, outcome.latencies().millis(0.5), " ms", upstream, owed, outcome.details() + size));
    }
}
