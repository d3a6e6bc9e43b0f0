package io.navarch.bench.api;

import io.navarch.bench.http2.Lane;
import io.navarch.bench.http2.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/**
 * Lets both virtual machines compile what the measured loads run, until the server's CPU time per request has settled: a server
 * that was just started is not what is compared. What the first requests cost is said as well.
 */
final class WarmUp implements Load {
    private static final String NAMESPACE = "bench-warm";
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final int MOST_ROUNDS = 12;
    /** A round that saves less than this share of the best one before has nothing left to gain. */
    private static final double SETTLED = 0.93;

    @Override
    public String name() {
        return "warm-up";
    }

    @Override
    public void run(Site site) throws IOException, InterruptedException {
        site.prepare(NAMESPACE);
        var path = Site.pods(NAMESPACE);
        settle(site, "creates", Lane.Source.of(Integer.MAX_VALUE, i -> Request.post(path, Pods.small("warm-" + i))));
        settle(site, "gets", Lane.Source.of(Integer.MAX_VALUE, i -> Request.get(path + "/warm-1")));
    }

    private static void settle(Site site, String what, Lane.Source source) throws IOException, InterruptedException {
        var costs = new StringBuilder();
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0, still = 0; round < MOST_ROUNDS && still < 2; round++) {
            var outcome = new Flood(site.target(), 16, 2, ROUND).run(source, site.figures());
            double cost = site.figures().isKnown() ? outcome.cpuMicrosEach() : 1e6 / outcome.perSecond();
            costs.append(String.format(Locale.ROOT, " %.0f", cost));
            still = cost > best * SETTLED ? still + 1 : 0;
            best = Math.min(best, cost);
        }
        site.report()
                .note("  warm-up: " + what + ", cost each in rounds of " + ROUND.toSeconds() + " s:" + costs + " µs");
    }
}
