package io.navarch.kubelet.probe;

import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.model.core.v1.Probe;
import io.navarch.runtime.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Makes one probe of one container again and again, until its thread is interrupted or there is nothing more to find out:
 * a startup probe that has passed, or a container that must be killed.
 */
final class ProbeWorker implements Runnable {
    private final ContainerProbes probes;
    private final ProbeKind kind;
    private final Probe probe;
    private final Prober prober;
    private final EventRecorder events;
    private final Clock clock;
    private boolean lastPassed;
    private int run;

    ProbeWorker(ContainerProbes probes, ProbeKind kind, Prober prober, EventRecorder events, Clock clock) {
        this.probes = probes;
        this.kind = kind;
        this.probe = probes.probe(kind);
        this.prober = prober;
        this.events = events;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            if (kind != ProbeKind.STARTUP) {
                probes.awaitStarted();
            }
            long next = first();
            long period = TimeUnit.SECONDS.toNanos(probe.periodSeconds() > 0 ? probe.periodSeconds() : 10);
            while (true) {
                clock.sleep(Duration.ofNanos(next - clock.nanos()));
                if (ask()) {
                    return;
                }
                next = clock.nanos() + Math.max(0, next + period - clock.nanos());
                probes.turn(kind, new ProbeMemory.Turn(next, lastPassed, run));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** When it is made for the first time, or goes on. */
    private long first() {
        var turn = probes.turn(kind);
        if (turn == null) {
            var delay = Duration.ofSeconds(probe.initialDelaySeconds());
            var left = Duration.between(clock.now(), probes.startedAt().plus(delay));
            // However the wall clock jumps.
            return clock.nanos() + (left.compareTo(delay) < 0 ? left : delay).toNanos();
        }
        lastPassed = turn.lastPassed();
        run = turn.run();
        return turn.next();
    }

    /** Makes the probe; true if it need not be made again. */
    private boolean ask() throws InterruptedException {
        var outcome = prober.probe(probes.pod(), probes.container(), probes.containerId(), kind, probe);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        report(outcome);
        return switch (outcome.result()) {
            case SUCCESS, WARNING -> count(true);
            case FAILURE -> count(false);
            case ERRORED -> false;
        };
    }

    private boolean count(boolean passed) {
        run = passed == lastPassed ? run + 1 : 1;
        lastPassed = passed;
        int threshold = passed ? probe.successThreshold() : probe.hasFailureThreshold() ? probe.failureThreshold() : 3;
        if (run < threshold) {
            return false;
        }
        if (passed) {
            probes.passed(kind);
            return kind == ProbeKind.STARTUP;
        }
        probes.failed(kind);
        return kind != ProbeKind.READINESS;
    }

    private void report(Outcome outcome) {
        var name = name(kind) + " probe ";
        switch (outcome.result()) {
            case SUCCESS -> {}
            case WARNING -> warn("ProbeWarning", name + "warning: " + outcome.output());
            case FAILURE -> warn("Unhealthy", name + "failed: " + outcome.output());
            case ERRORED -> warn("Unhealthy", name + "errored and resulted in unknown state: " + outcome.output());
        }
    }

    private void warn(String reason, String message) {
        var pod = probes.pod();
        var name = probes.container().name();
        boolean init =
                pod.spec().initContainers().stream().anyMatch(c -> c.name().equals(name));
        var path = (init ? "spec.initContainers{" : "spec.containers{") + name + "}";
        events.record(EventRecorder.reference(pod, path), EventRecorder.WARNING, reason, message);
    }

    private static String name(ProbeKind kind) {
        return switch (kind) {
            case STARTUP -> "Startup";
            case LIVENESS -> "Liveness";
            case READINESS -> "Readiness";
        };
    }
}
