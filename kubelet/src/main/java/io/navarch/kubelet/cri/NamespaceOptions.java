package io.navarch.kubelet.cri;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel namespaces of a sandbox or container.
 *
 * @param targetId the container whose pid namespace is joined when {@code pid} is TARGET, else empty
 * @param userNamespace null means the node's user namespace
 */
public record NamespaceOptions(
        NamespaceMode network,
        NamespaceMode pid,
        NamespaceMode ipc,
        String targetId,
        @Nullable UserNamespace userNamespace) {

    /** What a pod gets that asks for nothing: own network and ipc, one pid namespace per container. */
    public static final NamespaceOptions DEFAULT =
            new NamespaceOptions(NamespaceMode.POD, NamespaceMode.CONTAINER, NamespaceMode.POD, "", null);

    /** The id ranges of a pod that has a user namespace of its own. */
    public record UserNamespace(NamespaceMode mode, List<IdMapping> uids, List<IdMapping> gids) {
        public UserNamespace {
            uids = List.copyOf(uids);
            gids = List.copyOf(gids);
        }
    }

    /** A range of ids: {@code length} ids from {@code containerId} on appear as those from {@code hostId} on. */
    public record IdMapping(int hostId, int containerId, int length) {}
}
