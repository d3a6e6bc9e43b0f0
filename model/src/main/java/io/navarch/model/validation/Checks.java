package io.navarch.model.validation;

import java.util.HashMap;
import java.util.Map;

/** The Java checks that type files name with a dollar sign. */
final class Checks {
    private Checks() {}

    static Map<String, Check> all() {
        var all = new HashMap<String, Check>();
        PodChecks.register(all);
        ContainerChecks.register(all);
        SchedulingChecks.register(all);
        VolumeChecks.register(all);
        ServiceChecks.register(all);
        ResourceChecks.register(all);
        StoredDataChecks.register(all);
        WorkloadChecks.register(all);
        BatchChecks.register(all);
        JobChecks.register(all);
        AutoscalingChecks.register(all);
        NetworkChecks.register(all);
        RbacChecks.register(all);
        StorageChecks.register(all);
        RegistrationChecks.register(all);
        return Map.copyOf(all);
    }
}
