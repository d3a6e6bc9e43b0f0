package io.navarch.embedded.cluster;

import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.ClusterStartException;
import io.navarch.embedded.NavarchCluster;
import java.net.BindException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Starts clusters on a thread that has nothing of the test's: neither its class loader nor its inheritable thread locals, which
 * all threads of the cluster would have otherwise, and keep. Says in a sentence why a cluster cannot be started.
 */
final class CleanThread {
    private CleanThread() {}

    static NavarchCluster start(ClusterSettings settings, Callable<NavarchCluster> work) {
        var starting = new FutureTask<>(work);
        var thread = new Thread(null, starting, "navarch-start", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(CleanThread.class.getClassLoader());
        thread.start();
        try {
            return starting.get();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new ClusterStartException("interrupted while cluster " + settings.name() + " starts", e);
        } catch (ExecutionException e) {
            var cause = e.getCause();
            throw failure(settings, cause == null ? e : cause);
        }
    }

    private static RuntimeException failure(ClusterSettings settings, Throwable cause) {
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof BindException) {
                return new ClusterStartException(
                        "cluster " + settings.name() + " cannot start: port " + settings.port()
                                + " of 127.0.0.1 is taken; leave port() out for any that is free",
                        cause);
            }
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof ClusterStartException known
                ? known
                : new ClusterStartException(
                        "cluster " + settings.name() + " cannot start: " + cause.getMessage(), cause);
    }
}
