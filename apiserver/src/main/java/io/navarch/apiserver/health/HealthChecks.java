package io.navarch.apiserver.health;

import io.navarch.apiserver.pipeline.Routes;
import io.navarch.apiserver.request.ApiHandler;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The named checks of the server and the paths that answer with them. Thread-safe. */
public final class HealthChecks {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    private final List<Check> checks = new CopyOnWriteArrayList<>();

    /** Whether something is well. */
    @FunctionalInterface
    public interface Probe {
        /** Throws, with what is wrong as the message, if it is not. */
        void check() throws Exception;
    }

    private record Check(String name, boolean live, Probe probe) {}

    /** A check of readiness only: the server is alive without it. */
    public HealthChecks ready(String name, Probe probe) {
        checks.add(new Check(name, false, probe));
        return this;
    }

    /** A check without which the server counts as dead. */
    public HealthChecks live(String name, Probe probe) {
        checks.add(new Check(name, true, probe));
        return this;
    }

    /** Adds {@code /healthz}, {@code /livez}, {@code /readyz} and a path for each check below them. */
    public void addTo(Routes.Builder routes) {
        for (var path : List.of("/healthz", "/livez", "/readyz")) {
            ApiHandler handler = request -> answer(request, path);
            routes.at(path, handler).below(path, request -> one(request, path));
        }
    }

    private List<Check> of(String path) {
        return checks.stream()
                .filter(check -> check.live || path.equals("/readyz"))
                .toList();
    }

    private ApiResponse answer(ApiRequest request, String path) {
        var excluded = request.query().getOrDefault("exclude", List.of());
        var lines = new StringBuilder();
        var failed = new ArrayList<String>();
        for (var check : of(path)) {
            if (excluded.contains(check.name)) {
                lines.append("[+]").append(check.name).append(" excluded: ok\n");
            } else if (passes(check)) {
                lines.append("[+]").append(check.name).append(" ok\n");
            } else {
                failed.add(check.name);
                lines.append("[-]").append(check.name).append(" failed: reason withheld\n");
            }
        }
        var name = path.substring(1);
        if (!failed.isEmpty()) {
            return plain(500, lines + name + " check failed\n");
        }
        return plain(200, request.query().containsKey("verbose") ? lines + name + " check passed\n" : "ok");
    }

    private ApiResponse one(ApiRequest request, String path) {
        var wanted = request.path().substring(path.length() + 1);
        for (var check : of(path)) {
            if (check.name.equals(wanted)) {
                return passes(check)
                        ? plain(200, "ok")
                        : plain(500, "internal server error: " + check.name + " check failed\n");
            }
        }
        return Routes.notFound();
    }

    private static boolean passes(Check check) {
        try {
            check.probe.check();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            LOG.warn("health check {} failed: {}", check.name, e.getMessage());
            return false;
        }
    }

    /** Whether every check passes. */
    public boolean ready() {
        return checks.stream().allMatch(HealthChecks::passes);
    }

    /** Whether the check with this name passes; false if there is none. */
    public boolean passes(String name) {
        return checks.stream().filter(check -> check.name.equals(name)).anyMatch(HealthChecks::passes);
    }

    private static ApiResponse plain(int status, String text) {
        return ApiResponse.text(status, text).withHeader("X-Content-Type-Options", "nosniff");
    }
}
