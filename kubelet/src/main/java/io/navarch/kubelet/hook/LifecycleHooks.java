package io.navarch.kubelet.hook;

import io.navarch.client.event.EventRecorder;
import io.navarch.kubelet.cri.ContainerRuntime;
import io.navarch.kubelet.cri.ContainerRuntimeException;
import io.navarch.kubelet.cri.ProbeKind;
import io.navarch.kubelet.dial.Deadline;
import io.navarch.kubelet.dial.Dialer;
import io.navarch.kubelet.dial.HttpGet;
import io.navarch.kubelet.dial.PodPort;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.HTTPGetAction;
import io.navarch.model.core.v1.LifecycleHandler;
import io.navarch.model.core.v1.Pod;
import io.navarch.runtime.Clock;
import io.navarch.runtime.NetworkContext;
import io.navarch.runtime.activity.Latch;
import io.navarch.streaming.upgrade.HeaderFields;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the hooks of containers. Thread-safe; calls block until the hook has ended. */
public final class LifecycleHooks {
    private static final Logger LOG = LoggerFactory.getLogger(LifecycleHooks.class);
    private static final Duration HTTP_TIMEOUT = Duration.ofMinutes(1);
    private static final int LONGEST_MESSAGE = 1024;

    private final ContainerRuntime runtime;
    private final HttpGet http;
    private final EventRecorder events;
    private final Clock clock;

    public LifecycleHooks(ContainerRuntime runtime, NetworkContext network, EventRecorder events, Clock clock) {
        this.runtime = runtime;
        this.http = new HttpGet(new Dialer(network, runtime));
        this.events = events;
        this.clock = clock;
    }

    /** Runs the hook after the start, if there is one; false if it failed, for which the container must be killed. */
    public boolean postStart(Pod pod, Container container, String containerId, String podIp)
            throws InterruptedException {
        if (!container.lifecycle().hasPostStart()) {
            return true;
        }
        try {
            run(pod, container, containerId, container.lifecycle().postStart(), podIp);
            return true;
        } catch (HookException e) {
            failed(pod, container, "PostStart", e);
            return false;
        }
    }

    /** Runs the hook before the end, if there is one, for no longer than the pod may take to end. */
    public void preStop(Pod pod, Container container, String containerId, String podIp, Duration grace)
            throws InterruptedException {
        if (!container.lifecycle().hasPreStop() || grace.isZero() || grace.isNegative()) {
            return;
        }
        var activity = clock.activity();
        var over = new Latch(activity, 1);
        var failure = new AtomicReference<HookException>();
        var hook = activity.unstarted("prestop-" + pod.name() + "-" + container.name(), () -> {
            try {
                run(pod, container, containerId, container.lifecycle().preStop(), podIp);
            } catch (HookException e) {
                failure.set(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                over.countDown();
            }
        });
        try (var deadline = new Deadline(clock, grace)) {
            deadline.guard(over::countDown);
            hook.start();
            over.await();
        } finally {
            hook.interrupt();
        }
        var why = failure.get();
        if (why != null) {
            failed(pod, container, "PreStop", why);
        }
    }

    private void failed(Pod pod, Container container, String hook, HookException why) {
        LOG.warn("{}", why.getMessage());
        events.record(
                EventRecorder.reference(pod, "spec.containers{" + container.name() + "}"),
                EventRecorder.WARNING,
                "Failed" + hook + "Hook",
                hook + "Hook failed");
    }

    /** Does what the handler says. */
    public void run(Pod pod, Container container, String containerId, LifecycleHandler handler, String podIp)
            throws HookException, InterruptedException {
        if (handler.hasExec()) {
            exec(pod, container, containerId, handler);
        } else if (handler.hasHttpGet()) {
            httpGet(pod, container, containerId, handler.httpGet(), podIp);
        } else if (handler.hasSleep()) {
            clock.sleep(Duration.ofSeconds(handler.sleep().seconds()));
        } else {
            throw new HookException("Cannot run handler: invalid handler: " + handler);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void exec(Pod pod, Container container, String containerId, LifecycleHandler handler) throws HookException {
        var command = handler.exec().command();
        var where = "Exec lifecycle hook (" + command + ") for Container \"" + container.name() + "\" in Pod \""
                + name(pod) + "\" failed - error: ";
        try {
            var result = runtime.execSync(containerId, command, Duration.ZERO);
            if (result.exitCode() != 0) {
                var said = result.stdoutText() + result.stderrText();
                throw new HookException(where + "command '" + String.join(" ", command) + "' exited with "
                        + result.exitCode() + ": " + result.stderrText() + ", message: \""
                        + said.substring(0, Math.min(said.length(), LONGEST_MESSAGE)) + "\"");
            }
        } catch (ContainerRuntimeException e) {
            throw new HookException(where + e.getMessage());
        }
    }

    /** Any answer will do. */
    private void httpGet(Pod pod, Container container, String containerId, HTTPGetAction action, String podIp)
            throws HookException {
        var where = "HTTP lifecycle hook (" + action.path() + ") for Container \"" + container.name() + "\" in Pod \""
                + name(pod) + "\" failed - error: ";
        try (var deadline = new Deadline(clock, HTTP_TIMEOUT)) {
            if (runtime.probe(containerId, ProbeKind.LIVENESS).isPresent()) {
                return; // The engine is one whose pods no network reaches.
            }
            var scheme = action.scheme().isEmpty() ? "http" : action.scheme().toLowerCase(Locale.ROOT);
            var host = action.host().isEmpty() ? podIp : action.host();
            var headers = HeaderFields.none();
            for (var header : action.httpHeaders()) {
                headers = headers.with(header.name(), header.value());
            }
            if (headers.first("User-Agent").isEmpty()) {
                headers = headers.with("User-Agent", "kube-lifecycle/1.36");
            }
            http.get(HttpGet.url(scheme, host, PodPort.of(action.port(), container), action.path()), headers, deadline);
        } catch (IOException | IllegalArgumentException | ContainerRuntimeException e) {
            throw new HookException(where + e.getMessage());
        }
    }

    private static String name(Pod pod) {
        return pod.name() + "_" + pod.namespace() + "(" + pod.uid() + ")";
    }
}
