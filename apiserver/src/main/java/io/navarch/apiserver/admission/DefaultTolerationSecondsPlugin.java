package io.navarch.apiserver.admission;

import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.AdmissionRequest.Operation;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Toleration;
import io.navarch.model.tree.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A pod that does not say otherwise stays for five minutes on a node that is gone. */
final class DefaultTolerationSecondsPlugin implements AdmissionPlugin {
    private static final String NO_EXECUTE = "NoExecute";
    private static final List<String> CONDITIONS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    private final long seconds;

    DefaultTolerationSecondsPlugin(long seconds) {
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "DefaultTolerationSeconds";
    }

    @Override
    public @Nullable Struct mutate(AdmissionRequest request, Consumer<String> warnings) {
        boolean writes = request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE;
        if (!writes || !AdmissionPlugin.isAbout(request, "pods") || !(request.object() instanceof Struct tree)) {
            return request.object();
        }
        var pod = new Pod(tree);
        var tolerations = new ArrayList<>(pod.spec().tolerations());
        for (var condition : CONDITIONS) {
            if (pod.spec().tolerations().stream().noneMatch(given -> covers(given, condition))) {
                tolerations.add(Toleration.EMPTY
                        .withKey(condition)
                        .withOperator("Exists")
                        .withEffect(NO_EXECUTE)
                        .withTolerationSeconds(seconds));
            }
        }
        return tolerations.size() == pod.spec().tolerations().size()
                ? tree
                : pod.withSpec(pod.spec().withTolerations(tolerations)).tree();
    }

    private static boolean covers(Toleration toleration, String key) {
        return (toleration.key().isEmpty() || toleration.key().equals(key))
                && (toleration.effect().isEmpty() || toleration.effect().equals(NO_EXECUTE));
    }
}
