package io.navarch.controllers.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.KubeClient;
import io.navarch.client.informer.Informers;
import io.navarch.controllers.ControllerContext;
import io.navarch.controllers.FakeApi;
import io.navarch.model.core.v1.Namespace;
import io.navarch.runtime.ManualClock;
import io.navarch.runtime.RandomNames;
import io.navarch.runtime.queue.Next;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceControllerTest {
    private static final String POD = "/api/v1/namespaces/n/pods/p";
    private static final String NAMESPACE = "/api/v1/namespaces/n";

    private final FakeApi api = new FakeApi();
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final KubeClient client = new KubeClient(api);
    private final NamespaceController controller = new NamespaceController(
            new ControllerContext(name -> client, new Informers(client, clock), clock, new RandomNames(new Random(1))));

    @BeforeEach
    void serve() {
        api.fix("/apis", "{'groups':[]}");
        api.fix("/api/v1", """
                {'resources':[{'name':'pods','kind':'Pod','namespaced':true,'verbs':['delete','deletecollection','list']},
                  {'name':'pods/log','kind':'Pod','namespaced':true,'verbs':['get']},
                  {'name':'nodes','kind':'Node','namespaced':false,'verbs':['delete','list']}]}""");
        api.put(NAMESPACE, """
                {'apiVersion':'v1','kind':'Namespace','metadata':{'name':'n','uid':'u','deletionTimestamp':'2026-01-01T00:00:00Z',
                  'finalizers':['test/hold']},'spec':{'finalizers':['kubernetes']},'status':{'phase':'Terminating'}}""");
    }

    private Next reconcile() {
        return controller.reconcile(client.of(Namespace.KIND).get("n"));
    }

    @Test
    void emptiesTheNamespaceAndLetsItGo() {
        api.put(POD, "{'metadata':{'name':'p','namespace':'n'}}");
        api.put("/api/v1/nodes/node", "{'metadata':{'name':'node'}}");
        assertThat(reconcile()).isEqualTo(Next.done());
        assertThat(api.has(POD)).isFalse();
        assertThat(api.has("/api/v1/nodes/node")).isTrue();
        assertThat(api.writes()).contains("PUT " + NAMESPACE + "/finalize");
    }

    @Test
    void saysWhatRemains() {
        api.put(POD, "{'metadata':{'name':'p','namespace':'n','finalizers':['test/wait']}}");
        assertThat(reconcile()).isEqualTo(Next.after(Duration.ofSeconds(1)));
        assertThat(api.writes()).doesNotContain("PUT " + NAMESPACE + "/finalize");
        var conditions = client.of(Namespace.KIND).get("n").status().conditions();
        assertThat(conditions)
                .extracting(c -> c.type() + " " + c.status() + " " + c.reason() + ": " + c.message())
                .containsExactly(
                        "NamespaceDeletionDiscoveryFailure False ResourcesDiscovered: All resources successfully discovered",
                        "NamespaceDeletionGroupVersionParsingFailure False ParsedGroupVersions: All legacy kube types successfully parsed",
                        "NamespaceDeletionContentFailure False ContentDeleted: All content successfully deleted, may be waiting on finalization",
                        "NamespaceContentRemaining True SomeResourcesRemain: Some resources are remaining: pods. has 1 resource instances",
                        "NamespaceFinalizersRemaining True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: test/wait in 1 resource instances");
    }

    @Test
    void leavesALivingNamespaceAlone() {
        api.put(NAMESPACE, "{'metadata':{'name':'n','uid':'u'},'spec':{'finalizers':['kubernetes']}}");
        api.put(POD, "{'metadata':{'name':'p','namespace':'n'}}");
        assertThat(reconcile()).isEqualTo(Next.done());
        assertThat(api.has(POD)).isTrue();
    }
}
