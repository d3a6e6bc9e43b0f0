package io.navarch.controllers.clusterrole;

import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.rbac.v1.ClusterRole;
import io.navarch.model.rbac.v1.PolicyRule;
import io.navarch.model.selector.LabelSelector;
import io.navarch.model.status.ApiException;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** A change of any cluster role may change every aggregated one. */
public final class ClusterRoleAggregationController implements Controller {
    private final KubeClient client;
    private final Lister<ClusterRole> roles;
    private final ReconcileLoop<ObjectKey> loop;

    public ClusterRoleAggregationController(ControllerContext context) {
        client = context.client(name());
        var informer = context.informers().of(ClusterRole.KIND);
        roles = informer.lister();
        loop = new ReconcileLoop<>(name(), context.clock(), this::reconcile);
        informer.onChange((before, after) -> {
            for (var role : roles.all()) {
                if (role.hasAggregationRule()) {
                    loop.queue().add(role.key());
                }
            }
        });
    }

    private Next reconcile(ObjectKey key) {
        var found = roles.find(key);
        if (found.isEmpty() || !found.get().hasAggregationRule()) {
            return Next.done();
        }
        var wanted = rules(found.get());
        if (wanted.equals(List.copyOf(found.get().rules()))) {
            return Next.done();
        }
        try {
            client.of(ClusterRole.KIND).update(found.get().withRules(wanted));
        } catch (ApiException e) {
            if (e.isConflict()) {
                return Next.retry();
            }
            if (!e.isNotFound()) {
                throw e;
            }
        }
        return Next.done();
    }

    private List<PolicyRule> rules(ClusterRole aggregated) {
        var rules = new LinkedHashSet<PolicyRule>();
        for (var selector : aggregated.aggregationRule().clusterRoleSelectors()) {
            var compiled = LabelSelector.of(selector);
            roles.all().stream()
                    .filter(role -> !role.name().equals(aggregated.name()))
                    .filter(role -> compiled.matches(role.metadata().labels()))
                    .sorted(Comparator.comparing(ClusterRole::name))
                    .forEach(role -> rules.addAll(role.rules()));
        }
        return List.copyOf(rules);
    }

    @Override
    public String name() {
        return "clusterrole-aggregation-controller";
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
