package io.navarch.model.selector;

import io.navarch.model.core.v1.Taint;
import io.navarch.model.core.v1.Toleration;
import java.util.List;

/** Which taints a pod's tolerations tolerate. */
public final class Tolerations {
    private Tolerations() {}

    public static boolean tolerated(Taint taint, List<Toleration> tolerations) {
        for (var toleration : tolerations) {
            if (tolerates(toleration, taint)) {
                return true;
            }
        }
        return false;
    }

    public static boolean tolerates(Toleration toleration, Taint taint) {
        if (!toleration.effect().isEmpty() && !toleration.effect().equals(taint.effect())) {
            return false;
        }
        if (!toleration.key().isEmpty() && !toleration.key().equals(taint.key())) {
            return false;
        }
        return switch (toleration.operator()) {
            case "", "Equal" -> toleration.value().equals(taint.value());
            case "Exists" -> true;
            default -> false;
        };
    }
}
