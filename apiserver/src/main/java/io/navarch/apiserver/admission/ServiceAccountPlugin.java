package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.model.core.v1.Container;
import io.navarch.model.core.v1.LocalObjectReference;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.PodSpec;
import io.navarch.model.core.v1.ServiceAccount;
import io.navarch.model.core.v1.Volume;
import io.navarch.model.core.v1.VolumeMount;
import io.navarch.model.tree.Struct;
import io.navarch.runtime.Clock;
import io.navarch.runtime.RandomNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Every pod runs as a service account, and finds its token, its CA and its namespace mounted. */
final class ServiceAccountPlugin implements AdmissionPlugin {
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final String DEFAULT = "default";
    private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String VOLUME_PREFIX = "kube-api-access-";

    /** The default account of a new namespace is made by a controller: it is waited for. */
    private static final int TRIES = 10;

    private static final Duration PAUSE = Duration.ofMillis(150);

    private static final String VOLUME_SOURCE = """
            {"projected":{"defaultMode":420,"sources":[\
            {"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},\
            {"configMap":{"items":[{"key":"ca.crt","path":"ca.crt"}],"name":"kube-root-ca.crt"}},\
            {"downwardAPI":{"items":[{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"},"path":"namespace"}]}}]}}""";

    private final ObjectStores stores;
    private final Clock clock;
    private final RandomNames names;
    private final Volume volume = new Volume(
            io.navarch.model.tree.JsonReader.struct(Volume.TYPE, VOLUME_SOURCE.getBytes(StandardCharsets.UTF_8)));

    ServiceAccountPlugin(ObjectStores stores, Clock clock, RandomNames names) {
        this.stores = stores;
        this.clock = clock;
        this.names = names;
    }

    @Override
    public String name() {
        return "ServiceAccount";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) throws InterruptedException {
        if (!AdmissionPlugin.creates(request, "pods") || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var pod = new Pod(tree);
        if (pod.metadata().annotations().containsKey(MIRROR)) {
            checkMirror(request, pod.spec());
            return tree;
        }
        var spec = pod.spec();
        if (spec.serviceAccountName().isEmpty()) {
            spec = spec.withServiceAccountName(DEFAULT);
        }
        spec = spec.withServiceAccount(spec.serviceAccountName());
        var account = account(request, spec.serviceAccountName());
        if (mountsToken(spec, account)) {
            spec = withToken(
                    spec, pod.namespace() + "/" + pod.name() + pod.metadata().generateName());
        }
        if (spec.imagePullSecrets().isEmpty() && !account.imagePullSecrets().isEmpty()) {
            spec = spec.withImagePullSecrets(account.imagePullSecrets().stream()
                    .map(secret -> LocalObjectReference.EMPTY.withName(secret.name()))
                    .toList());
        }
        return pod.withSpec(spec).tree();
    }

    /** A mirror pod only shows what runs from a file; it has no part in the API's own objects. */
    private static void checkMirror(AdmissionRequest request, PodSpec spec) {
        if (!spec.serviceAccountName().isEmpty()) {
            throw Refusals.forbidden(request, "a mirror pod may not reference service accounts");
        }
        for (var given : spec.volumes()) {
            if (given.hasSecret()) {
                throw Refusals.forbidden(request, "a mirror pod may not reference secrets");
            }
            var projected = given.projected().sources();
            if (projected.stream().anyMatch(source -> source.hasServiceAccountToken())) {
                throw Refusals.forbidden(request, "a mirror pod may not use ServiceAccountToken volume projections");
            }
        }
    }

    private ServiceAccount account(AdmissionRequest request, String name) throws InterruptedException {
        var accounts = stores.of("", "serviceaccounts");
        // Where somebody waits for all that is busy, whoever makes the account is given more of the machine's time.
        int patience = clock.activity().tracks() ? TRIES * 4 : TRIES;
        int tries = name.equals(DEFAULT) ? patience : 1;
        for (int i = 0; i < tries; i++) {
            if (i > 0) {
                clock.letOthersWork(PAUSE);
            }
            var found = accounts.find(request.namespace(), name);
            if (found != null) {
                return new ServiceAccount(found);
            }
        }
        throw Refusals.forbidden(
                request,
                "error looking up service account " + request.namespace() + "/" + name + ": serviceaccount \"" + name
                        + "\" not found");
    }

    private static boolean mountsToken(PodSpec spec, ServiceAccount account) {
        if (spec.hasAutomountServiceAccountToken()) {
            return spec.automountServiceAccountToken();
        }
        return !account.hasAutomountServiceAccountToken() || account.automountServiceAccountToken();
    }

    private PodSpec withToken(PodSpec spec, String pod) {
        var existing = spec.volumes().stream()
                .map(Volume::name)
                .filter(name -> name.startsWith(VOLUME_PREFIX))
                .findFirst();
        var name = existing.orElseGet(() -> VOLUME_PREFIX + names.suffix(pod, 5));
        var mount = VolumeMount.EMPTY.withName(name).withReadOnly(true).withMountPath(MOUNT_PATH);
        var initContainers = mounting(spec.initContainers(), mount);
        var containers = mounting(spec.containers(), mount);
        boolean mounted = !initContainers.equals(spec.initContainers()) || !containers.equals(spec.containers());
        var changed = spec.withInitContainers(initContainers).withContainers(containers);
        if (!mounted || existing.isPresent()) {
            return changed;
        }
        var volumes = new ArrayList<>(spec.volumes());
        volumes.add(volume.withName(name));
        return changed.withVolumes(volumes);
    }

    /** The containers with the mount, but for those that have something of their own there. */
    private static List<Container> mounting(List<Container> containers, VolumeMount mount) {
        return containers.stream()
                .map(container -> {
                    boolean taken = container.volumeMounts().stream()
                            .anyMatch(given -> given.mountPath().equals(MOUNT_PATH));
                    if (taken) {
                        return container;
                    }
                    var mounts = new ArrayList<>(container.volumeMounts());
                    mounts.add(mount);
                    return container.withVolumeMounts(mounts);
                })
                .toList();
    }
}
