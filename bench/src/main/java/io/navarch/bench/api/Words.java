package io.navarch.bench.api;

/** How the table says things. */
final class Words {
    private Words() {}

    static String clients(int clients, int connections) {
        return clients
                + (clients == 1
                        ? " client"
                        : " clients on " + connections + (connections == 1 ? " connection" : " connections"));
    }
}
