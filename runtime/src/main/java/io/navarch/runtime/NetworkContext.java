package io.navarch.runtime;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * The network a component lives in: the host's, or that of a node which is a network namespace on the host. A socket belongs
 * to the network it was opened in for as long as it lives, whichever thread uses it. Safe for use by several threads.
 */
public interface NetworkContext {
    /**
     * Runs the action in this network and gives its result. The action is to open sockets and do nothing else: what it starts
     * (threads above all) might stay in this network. Blocks the caller.
     *
     * @throws Exception what the action threw
     */
    <T> T call(Callable<T> action) throws Exception;

    /** What to put before a command line so that the program runs in this network: empty for the host's. */
    List<String> commandPrefix();

    /** The network of this process. */
    static NetworkContext host() {
        return HostNetwork.HOST;
    }

    /** No change of network. */
    enum HostNetwork implements NetworkContext {
        HOST;

        @Override
        public <T> T call(Callable<T> action) throws Exception {
            return action.call();
        }

        @Override
        public List<String> commandPrefix() {
            return List.of();
        }
    }
}
