package io.navarch.examples.webpage;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a ConfigMap and a Deployment for each page, and says when the page is served. */
@Workflow(dependents = {@Dependent(type = PageContent.class), @Dependent(type = PageServer.class)})
@ControllerConfiguration(name = "webpage")
public class WebPageReconciler implements Reconciler<WebPage>, Cleaner<WebPage> {
    private final Set<String> takenDown = ConcurrentHashMap.newKeySet();

    @Override
    public UpdateControl<WebPage> reconcile(WebPage page, Context<WebPage> context) {
        var ready = context.getSecondaryResource(Deployment.class)
                .map(deployment -> deployment.getStatus())
                .map(status -> status.getReadyReplicas())
                .filter(count -> count.equals(page.getSpec().getReplicas()))
                .isPresent();
        var status = new WebPage.Status();
        status.setReady(ready);
        status.setObservedGeneration(page.getMetadata().getGeneration());
        page.setStatus(status);
        return UpdateControl.patchStatus(page);
    }

    /** What is to be done outside of the cluster before a page goes; its finalizer waits for it. */
    @Override
    public DeleteControl cleanup(WebPage page, Context<WebPage> context) {
        takenDown.add(page.getMetadata().getName());
        return DeleteControl.defaultDelete();
    }

    /** The names of the pages that were cleaned up after. */
    public Set<String> takenDown() {
        return takenDown;
    }
}
