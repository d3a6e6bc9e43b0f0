package io.navarch.apiserver.aggregation;

import io.navarch.model.tree.Dict;
import java.util.Comparator;

/**
 * A version of a group that another server answers.
 *
 * @param groupPriority of APIServices, the higher the earlier
 * @param resources the APIResourceList that the server gave
 */
public record RemoteVersion(String group, String version, int groupPriority, int versionPriority, Dict resources) {
    /** The order in which clients should prefer them. */
    static final Comparator<RemoteVersion> PREFERRED = Comparator.comparingInt(RemoteVersion::groupPriority)
            .reversed()
            .thenComparing(RemoteVersion::group)
            .thenComparing(
                    Comparator.comparingInt(RemoteVersion::versionPriority).reversed())
            .thenComparing(RemoteVersion::version);

    public String groupVersion() {
        return group + "/" + version;
    }
}
