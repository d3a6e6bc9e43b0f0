package io.navarch.network.proxy;

import io.navarch.network.proxy.ProxiedPort.Destinations;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Chooses endpoints: ready ones, of these the ones meant for this node or its zone if hints say so for all; if none is ready,
 * those that still serve while they terminate (KEP-1669, KEP-2433). Stateless.
 *
 * @param zone of the node, "" if unknown
 */
record EndpointChoice(String nodeName, String zone) {

    Destinations choose(List<ProxyEndpoint> endpoints) {
        var cluster = readyOrServing(endpoints, endpoint -> true);
        var hinted = cluster.stream().allMatch(ProxyEndpoint::ready) ? byHints(cluster) : cluster;
        return new Destinations(hinted, readyOrServing(endpoints, ProxyEndpoint::local), !cluster.isEmpty());
    }

    private static List<ProxyEndpoint> readyOrServing(List<ProxyEndpoint> all, Predicate<ProxyEndpoint> eligible) {
        var ready = all.stream().filter(eligible).filter(ProxyEndpoint::ready).toList();
        return !ready.isEmpty()
                ? ready
                : all.stream()
                        .filter(eligible)
                        .filter(ProxyEndpoint::servesWhileTerminating)
                        .toList();
    }

    private List<ProxyEndpoint> byHints(List<ProxyEndpoint> ready) {
        var here = hinted(ready, ProxyEndpoint::forNodes, nodeName);
        return here.isEmpty() ? orAll(hinted(ready, ProxyEndpoint::forZones, zone), ready) : here;
    }

    private static List<ProxyEndpoint> orAll(List<ProxyEndpoint> some, List<ProxyEndpoint> all) {
        return some.isEmpty() ? all : some;
    }

    /** Those meant for the place; none if an endpoint has no hint, as hints count only when they are complete. */
    private static List<ProxyEndpoint> hinted(
            List<ProxyEndpoint> ready, Function<ProxyEndpoint, Set<String>> hints, String place) {
        boolean complete = !place.isEmpty()
                && ready.stream().noneMatch(endpoint -> hints.apply(endpoint).isEmpty());
        return complete
                ? ready.stream()
                        .filter(endpoint -> hints.apply(endpoint).contains(place))
                        .toList()
                : List.of();
    }
}
