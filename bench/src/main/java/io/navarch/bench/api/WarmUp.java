package io.navarch.bench.api;

import io.navarch.bench.http2.Lane;
import io.navarch.bench.http2.Request;
import java.io.IOException;
import java.time.Duration;

/** Lets both virtual machines compile what the measured loads run: a server that was just started is not what is compared. */
final class WarmUp implements Load {
    private static final String NAMESPACE = "bench-warm";
    private static final Duration CREATES = Duration.ofSeconds(8);
    private static final Duration GETS = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "warm-up";
    }

    @Override
    public void run(Site site) throws IOException, InterruptedException {
        site.prepare(NAMESPACE);
        var path = Site.pods(NAMESPACE);
        var creates = new Flood(site.target(), 16, 4, CREATES)
                .run(
                        Lane.Source.of(Integer.MAX_VALUE, i -> Request.post(path, Pods.small("warm-" + i))),
                        site.figures());
        var gets = new Flood(site.target(), 16, 4, GETS)
                .run(Lane.Source.of(Integer.MAX_VALUE, i -> Request.get(path + "/warm-1")), site.figures());
        site.report().note("  warm-up: creates " + creates.details() + "; gets " + gets.details());
    }
}
