package io.navarch.controllers.servicecidr;

import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.condition.MetaConditions;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.Service;
import io.navarch.model.meta.v1.Condition;
import io.navarch.model.networking.v1.IPAddress;
import io.navarch.model.networking.v1.ServiceCIDR;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Says of each range of Service addresses that it is ready, and lets it go when none of its addresses is used. */
public final class ServiceCidrController implements Controller {
    static final String FINALIZER = "networking.k8s.io/service-cidr-finalizer";
    private static final String DEFAULT_RANGE = "kubernetes";
    private static final Condition READY = Condition.EMPTY.withType("Ready");

    private final KubeClient client;
    private final Lister<ServiceCIDR> ranges;
    private final Lister<Service> services;
    private final Lister<IPAddress> addresses;
    private final Clock clock;
    private final ReconcileLoop<ObjectKey> loop;

    public ServiceCidrController(ControllerContext context) {
        client = context.client("service-cidrs-controller");
        clock = context.clock();
        var rangeInformer = context.informers().of(ServiceCIDR.KIND);
        var serviceInformer = context.informers().of(Service.KIND);
        var addressInformer = context.informers().of(IPAddress.KIND);
        ranges = rangeInformer.lister();
        services = serviceInformer.lister();
        addresses = addressInformer.lister();
        loop = new ReconcileLoop<>(name(), clock, this::reconcile);
        rangeInformer.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(after.key());
            }
            queueLeaving();
        });
        serviceInformer.onChange((before, after) -> {
            if (before != null) {
                queueLeaving();
            }
        });
        addressInformer.onChange((before, after) -> {
            if (after == null) {
                queueLeaving();
            }
        });
    }

    private void queueLeaving() {
        ranges.all().stream()
                .filter(range -> range.metadata().hasDeletionTimestamp())
                .forEach(range -> loop.queue().add(range.key()));
    }

    private Next reconcile(ObjectKey key) {
        var found = ranges.find(key);
        try {
            found.ifPresent(this::care);
            return Next.done();
        } catch (ApiException e) {
            if (e.isConflict()) {
                return Next.retry();
            }
            if (e.isNotFound()) {
                return Next.done();
            }
            throw e;
        }
    }

    private void care(ServiceCIDR range) {
        var finalizers = new ArrayList<>(range.metadata().finalizers());
        if (!range.metadata().hasDeletionTimestamp()) {
            var kept = range;
            if (!finalizers.contains(FINALIZER)) {
                finalizers.add(FINALIZER);
                kept = client.of(ServiceCIDR.KIND).update(range.withMetadata(meta -> meta.withFinalizers(finalizers)));
            }
            var whose = range.name().equals(DEFAULT_RANGE) ? "default " : "";
            tell(kept, READY.withStatus("True").withMessage("Kubernetes " + whose + "Service CIDR is ready"));
        } else if (used(range)) {
            tell(
                    range,
                    READY.withStatus("False")
                            .withReason("Terminating")
                            .withMessage(
                                    "There are still IPAddresses referencing the ServiceCIDR, please remove them or"
                                            + " create a new ServiceCIDR"));
        } else if (finalizers.remove(FINALIZER)) {
            client.of(ServiceCIDR.KIND).update(range.withMetadata(meta -> meta.withFinalizers(finalizers)));
        }
    }

    private void tell(ServiceCIDR range, Condition ready) {
        var before = range.status().conditions();
        var after = MetaConditions.with(before, ready, clock.now());
        if (!after.equals(before)) {
            client.of(ServiceCIDR.KIND).updateStatus(range.withStatus(status -> status.withConditions(after)));
        }
    }

    /** Whether an address of the range is used that no range which stays covers. */
    private boolean used(ServiceCIDR leaving) {
        var staying = ranges.all().stream()
                .filter(range -> !range.metadata().hasDeletionTimestamp())
                .flatMap(ServiceCidrController::blocks)
                .toList();
        var mine = blocks(leaving).toList();
        return inUse().anyMatch(address -> covered(address, mine) && !covered(address, staying));
    }

    private static Stream<AddressBlock> blocks(ServiceCIDR range) {
        return range.spec().cidrs().stream().map(AddressBlock::of);
    }

    private static boolean covered(AddressBlock address, List<AddressBlock> blocks) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    private Stream<AddressBlock> inUse() {
        var ofServices = services.all().stream()
                .flatMap(service -> service.spec().clusterIPs().stream())
                .filter(address -> !address.isEmpty() && !address.equals("None"));
        var named = addresses.all().stream().map(IPAddress::name);
        return Stream.concat(ofServices, named).map(AddressBlock::of);
    }

    @Override
    public String name() {
        return "service-cidr-controller";
    }

    @Override
    public void start() {
        loop.start(1);
    }

    @Override
    public void close() {
        loop.close();
    }
}
