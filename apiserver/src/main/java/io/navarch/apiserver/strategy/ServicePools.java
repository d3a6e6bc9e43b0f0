package io.navarch.apiserver.strategy;

import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * The cluster IPs and node ports that Services hold. It lives in memory and is filled from the stored Services at first use,
 * which also repairs whatever a crash left behind. Thread-safe.
 */
final class ServicePools {
    private final ServiceRanges ranges;
    private final List<AddressPool> addresses = new ArrayList<>();
    private final NumberPool ports;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean loaded;

    ServicePools(ServiceRanges ranges, RandomGenerator random) {
        this.ranges = ranges;
        ranges.cidrs().forEach(cidr -> addresses.add(new AddressPool(cidr, random)));
        int size = ranges.lastNodePort() - ranges.firstNodePort() + 1;
        this.ports = new NumberPool(size, size < 16 ? 0 : Math.clamp(size / 32, 16, 128), random);
    }

    ServiceRanges ranges() {
        return ranges;
    }

    /** Fills the pools from what is stored, once. */
    void load(ObjectStores stores) {
        lock.lock();
        try {
            if (loaded) {
                return;
            }
            for (var tree : stores.of("", "services").list("")) {
                held(new Service(tree)).takeQuietly();
            }
            loaded = true;
        } finally {
            lock.unlock();
        }
    }

    /** What a Service holds, to give it back. */
    Holding held(Service service) {
        var holding = new Holding();
        for (var address : service.spec().clusterIPs()) {
            if (!address.isEmpty() && !address.equals("None")) {
                holding.addresses.add(address);
            }
        }
        for (var port : service.spec().ports()) {
            if (port.nodePort() != 0 && !holding.ports.contains(port.nodePort())) {
                holding.ports.add(port.nodePort());
            }
        }
        if (service.spec().healthCheckNodePort() != 0) {
            holding.ports.add(service.spec().healthCheckNodePort());
        }
        return holding;
    }

    /** Addresses and ports in the hands of one Service or write. Confined to one thread. */
    final class Holding {
        final List<String> addresses = new ArrayList<>();
        final List<Integer> ports = new ArrayList<>();

        private void takeQuietly() {
            for (var address : addresses) {
                try {
                    takeAddress(Cidr.familyOf(address), address, false);
                } catch (PoolExhaustedException e) {
                    // Out of today's ranges, or stored twice: nothing to guard.
                    continue;
                }
            }
            ports.stream()
                    .filter(ServicePools.this::inRange)
                    .forEach(port -> ServicePools.this.ports.take(index(port)));
        }

        void release() {
            lock.lock();
            try {
                for (var address : addresses) {
                    pool(Cidr.familyOf(address)).release(address);
                }
                ports.stream()
                        .filter(ServicePools.this::inRange)
                        .forEach(port -> ServicePools.this.ports.release(index(port)));
            } finally {
                lock.unlock();
            }
        }

        /** Takes an address, or any of the family if it is ""; throws PoolExhaustedException. */
        String takeAddress(String family, String address, boolean dryRun) {
            lock.lock();
            try {
                var pool = pool(family);
                if (address.isEmpty()) {
                    var taken = pool.takeAny(dryRun);
                    if (!dryRun) {
                        addresses.add(taken);
                    }
                    return taken;
                }
                pool.take(address, dryRun);
                if (!dryRun && !addresses.contains(address)) {
                    addresses.add(address);
                }
                return address;
            } finally {
                lock.unlock();
            }
        }

        /** Takes a node port, or any if it is 0; throws PoolExhaustedException. A dry run only looks at its own. */
        int takePort(int port, boolean dryRun) {
            if (dryRun) {
                return dryPort(port);
            }
            lock.lock();
            try {
                if (port == 0) {
                    int number = ServicePools.this.ports.takeAny();
                    if (number < 0) {
                        throw new PoolExhaustedException("range is full");
                    }
                    ports.add(ranges.firstNodePort() + number);
                    return ranges.firstNodePort() + number;
                }
                if (!inRange(port)) {
                    throw new PoolExhaustedException(
                            "provided port is not in the valid range. The range of valid ports is "
                                    + ranges.firstNodePort() + "-" + ranges.lastNodePort());
                }
                if (!ServicePools.this.ports.take(index(port))) {
                    throw new PoolExhaustedException("provided port is already allocated");
                }
                ports.add(port);
                return port;
            } finally {
                lock.unlock();
            }
        }

        /** A made-up port beyond the usual range, as upstream shows in dry runs. */
        private int dryPort(int port) {
            int shown = port;
            if (port == 0) {
                shown = ports.stream().mapToInt(Integer::intValue).max().orElse(32768) + 1;
            } else if (ports.contains(port)) {
                throw new PoolExhaustedException("provided port is already allocated");
            }
            ports.add(shown);
            return shown;
        }
    }

    Holding nothing() {
        return new Holding();
    }

    private boolean inRange(int port) {
        return port >= ranges.firstNodePort() && port <= ranges.lastNodePort();
    }

    private int index(int port) {
        return port - ranges.firstNodePort();
    }

    private AddressPool pool(String family) {
        for (var pool : addresses) {
            if (pool.cidr().family().equals(family)) {
                return pool;
            }
        }
        return addresses.getFirst();
    }
}
