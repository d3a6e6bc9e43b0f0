package io.navarch.apiserver.admission;

import io.navarch.model.Quantity;
import io.navarch.model.core.v1.LimitRangeItem;
import io.navarch.model.usage.PodResources;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds requests and limits against one item of a LimitRange; faults are worded as upstream words them. */
record LimitCheck(
        LimitRangeItem item, Map<String, Quantity> requests, Map<String, Quantity> limits, List<String> faults) {

    void check() {
        PodResources.parsed(item.min()).forEach(this::min);
        PodResources.parsed(item.max()).forEach(this::max);
        PodResources.parsed(item.maxLimitRequestRatio()).forEach(this::ratio);
    }

    /** For what has no limits. */
    void checkRequests() {
        PodResources.parsed(item.min()).forEach(this::min);
        PodResources.parsed(item.max()).forEach((resource, most) -> {
            var request = requests.get(resource);
            if (request == null) {
                fault("maximum", resource, most, ".  No request is specified");
            } else if (request.compareTo(most) > 0) {
                fault("maximum", resource, most, ", but request is " + request);
            }
        });
    }

    private void fault(String bound, String resource, Quantity amount, String how) {
        faults.add(bound + " " + resource + " usage per " + item.type() + " is " + amount + how);
    }

    private void min(String resource, Quantity least) {
        var request = requests.get(resource);
        var limit = limits.get(resource);
        if (request == null) {
            fault("minimum", resource, least, ".  No request is specified");
        } else if (request.compareTo(least) < 0) {
            fault("minimum", resource, least, ", but request is " + request);
        } else if (limit != null && limit.compareTo(least) < 0) {
            fault("minimum", resource, least, ", but limit is " + limit);
        }
    }

    private void max(String resource, Quantity most) {
        var request = requests.get(resource);
        var limit = limits.get(resource);
        if (limit == null) {
            fault("maximum", resource, most, ".  No limit is specified");
        } else if (limit.compareTo(most) > 0) {
            fault("maximum", resource, most, ", but limit is " + limit);
        } else if (request != null && request.compareTo(most) > 0) {
            fault("maximum", resource, most, ", but request is " + request);
        }
    }

    private void ratio(String resource, Quantity most) {
        var request = requests.get(resource);
        var limit = limits.get(resource);
        var start = resource + " max limit to request ratio per " + item.type() + " is " + most;
        if (isNothing(request)) {
            faults.add(start + ", but no request is specified or request is 0");
        } else if (isNothing(limit)) {
            faults.add(start + ", but no limit is specified or limit is 0");
        } else if (request != null && limit != null) {
            double ratio = limit.doubleValue() / request.doubleValue();
            if (BigDecimal.valueOf(ratio).compareTo(most.toBigDecimal()) > 0) {
                faults.add(start + ", but provided ratio is " + String.format(java.util.Locale.ROOT, "%f", ratio));
            }
        }
    }

    private static boolean isNothing(@Nullable Quantity amount) {
        return amount == null || amount.isZero();
    }
}
