package io.navarch.controllers.garbage;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.KubeClient;
import io.navarch.client.metadata.PartialObject;
import io.navarch.controllers.FakeApi;
import io.navarch.controllers.Json;
import io.navarch.model.Kind;
import io.navarch.runtime.queue.Next;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GarbageReconcilerTest {
    private static final Kind<PartialObject> SETS = PartialObject.kind("apps", "v1", "ReplicaSet", "replicasets", true);
    private static final Kind<PartialObject> PODS = PartialObject.kind("", "v1", "Pod", "pods", true);

    private final FakeApi api = new FakeApi();
    private final OwnerGraph graph = new OwnerGraph();
    private final List<String> again = new ArrayList<>();
    private final GarbageReconciler reconciler = new GarbageReconciler(
            graph, new KubeClient(api), Map.of("apps/v1/ReplicaSet", SETS, "v1/Pod", PODS), again::add);

    private static String set(String name) {
        return "/apis/apps/v1/namespaces/n/replicasets/" + name;
    }

    private static String pod(String name) {
        return "/api/v1/namespaces/n/pods/" + name;
    }

    /** Puts an object, named as its uid, into the API and the graph. */
    private void put(Kind<PartialObject> kind, String name, String more) {
        var json = "{'metadata':{'name':'" + name + "','namespace':'n','uid':'" + name + "'" + more + "}}";
        api.put((kind == SETS ? set(name) : pod(name)), json);
        graph.put(kind, Json.read(kind, json));
    }

    private static String owners(String... owners) {
        var list = new ArrayList<String>();
        for (var owner : owners) {
            var name = owner.replace("!", "");
            list.add("{'apiVersion':'apps/v1','kind':'ReplicaSet','name':'%s','uid':'%s'%s}"
                    .formatted(name, name, owner.endsWith("!") ? ",'blockOwnerDeletion':true" : ""));
        }
        return ",'ownerReferences':[" + String.join(",", list) + "]";
    }

    private static String deleting(String finalizer) {
        return ",'deletionTimestamp':'2026-01-01T00:00:00Z','finalizers':['" + finalizer + "']";
    }

    @Test
    void leavesWhatHasAnOwner() {
        put(SETS, "web", "");
        put(PODS, "p", owners("web"));
        assertThat(reconciler.reconcile("p")).isEqualTo(Next.done());
        assertThat(api.writes()).isEmpty();
    }

    @Test
    void deletesWhatHasLostItsOwner() {
        put(PODS, "p", owners("gone"));
        reconciler.reconcile("p");
        assertThat(api.has(pod("p"))).isFalse();
        assertThat(api.writes().get(0)).contains("\"propagationPolicy\":\"Background\"", "\"uid\":\"p\"");
    }

    @Test
    void deletesWhatBelongedToANamesake() {
        api.put(set("web"), "{'metadata':{'name':'web','namespace':'n','uid':'second'}}");
        put(PODS, "p", owners("web"));
        reconciler.reconcile("p");
        assertThat(api.has(pod("p"))).isFalse();
    }

    @Test
    void believesTheApiMoreThanTheGraph() {
        api.put(set("late"), "{'metadata':{'name':'late','namespace':'n','uid':'late'}}");
        put(PODS, "p", owners("late"));
        reconciler.reconcile("p");
        assertThat(api.has(pod("p"))).isTrue();
    }

    @Test
    void sparesWhatWasSetFreeBeforeTheGraphKnewIt() {
        put(PODS, "p", owners("gone"));
        api.put(pod("p"), "{'metadata':{'name':'p','namespace':'n','uid':'p'}}");
        reconciler.reconcile("p");
        assertThat(api.has(pod("p"))).isTrue();
        put(SETS, "web", deleting("foregroundDeletion"));
        put(PODS, "q", owners("web"));
        api.put(pod("q"), "{'metadata':{'name':'q','namespace':'n','uid':'q'}}");
        reconciler.reconcile("web");
        assertThat(api.has(pod("q"))).isTrue();
    }

    @Test
    void leavesOwnersOfUnknownKindsAlone() {
        put(PODS, "p", ",'ownerReferences':[{'apiVersion':'example.com/v1','kind':'Thing','name':'t','uid':'t'}]");
        reconciler.reconcile("p");
        assertThat(api.writes()).isEmpty();
    }

    @Test
    void anOwnerInAnotherNamespaceIsNone() {
        put(PODS, "p", owners("web"));
        graph.put(SETS, Json.read(SETS, "{'metadata':{'name':'web','namespace':'other','uid':'web'}}"));
        reconciler.reconcile("p");
        assertThat(api.has(pod("p"))).isFalse();
    }

    @Test
    void dropsReferencesToLostOwnersWhileOthersAreLeft() {
        put(SETS, "web", "");
        put(PODS, "p", owners("web", "gone"));
        reconciler.reconcile("p");
        assertThat(api.text(pod("p"))).contains("\"uid\":\"web\"").doesNotContain("gone");
    }

    @Test
    void foregroundDeletionWaitsForDependentsThatBlock() {
        put(SETS, "web", deleting("foregroundDeletion"));
        put(PODS, "blocks", owners("web!"));
        put(PODS, "free", owners("web"));
        reconciler.reconcile("web");
        assertThat(api.has(pod("blocks"))).isFalse();
        assertThat(api.has(pod("free"))).isFalse();
        assertThat(api.has(set("web"))).isTrue();
        assertThat(graph.remove("blocks")).contains("web");
        reconciler.reconcile("web");
        assertThat(api.has(set("web"))).isFalse();
    }

    @Test
    void foregroundDeletionSparesDependentsWithAnotherOwner() {
        put(SETS, "web", deleting("foregroundDeletion"));
        put(SETS, "other", "");
        put(PODS, "p", owners("web!", "other"));
        reconciler.reconcile("web");
        assertThat(api.text(pod("p"))).contains("\"uid\":\"other\"").doesNotContain("\"uid\":\"web\"");
    }

    @Test
    void dependentsOfAnOwnerThatWaitsAreDeletedInTheForegroundToo() {
        put(SETS, "top", deleting("foregroundDeletion"));
        put(SETS, "middle", owners("top!"));
        put(PODS, "leaf", owners("middle!"));
        reconciler.reconcile("middle");
        assertThat(api.writes().get(0)).contains("\"propagationPolicy\":\"Foreground\"");
    }

    @Test
    void orphaningSetsDependentsFree() {
        put(SETS, "web", deleting("orphan"));
        put(PODS, "p", owners("web!"));
        reconciler.reconcile("web");
        assertThat(api.has(set("web"))).isFalse();
        assertThat(api.text(pod("p"))).doesNotContain("\"uid\":\"web\"");
    }

    @Test
    void whatIsKnownAsGoneConcernsItsDependents() {
        put(SETS, "web", "");
        put(PODS, "a", owners("web"));
        put(PODS, "b", owners("web"));
        assertThat(graph.remove("web")).containsExactlyInAnyOrder("a", "b");
        assertThat(graph.find("web")).isNull();
        assertThat(reconciler.reconcile("unknown")).isEqualTo(Next.done());
    }
}
