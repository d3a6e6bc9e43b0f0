package io.navarch.controllers.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.client.KubeClient;
import io.navarch.client.informer.Informers;
import io.navarch.controllers.FakeApi;
import io.navarch.controllers.Json;
import io.navarch.model.apps.v1.ControllerRevision;
import io.navarch.model.apps.v1.DaemonSet;
import io.navarch.runtime.ManualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RevisionHistoryTest {
    private final FakeApi api = new FakeApi();
    private final KubeClient client = new KubeClient(api);
    private final RevisionHistory<DaemonSet> history = new RevisionHistory<>(
            client,
            new Informers(client, new ManualClock(Instant.EPOCH))
                    .of(ControllerRevision.KIND)
                    .lister(),
            "controller-revision-hash");
    private final List<ControllerRevision> known = new ArrayList<>();

    private static DaemonSet set(String image) {
        return Json.read(
                DaemonSet.KIND,
                "{'metadata':{'name':'agent','namespace':'n','uid':'d'},'spec':{'template':{'spec':{'containers':[{'image':'%s'}]}}}}",
                image);
    }

    private ControllerRevision current(String image) {
        var set = set(image);
        var revision = history.current(set, set.spec().template(), List.copyOf(known), Map.of("app", "agent"), 0);
        known.removeIf(old -> old.name().equals(revision.name()));
        known.add(revision);
        return revision;
    }

    @Test
    void keepsATemplateAsThePatchThatBringsItBack() {
        var first = current("v1");
        assertThat(first.revision()).isEqualTo(1);
        assertThat(first.name()).isEqualTo("agent-" + history.hash(first));
        assertThat(first.metadata().labels()).containsEntry("app", "agent");
        assertThat(first.toString()).contains("\"$patch\":\"replace\"", "\"image\":\"v1\"");
        assertThat(RevisionHistory.template(first)).isEqualTo(set("v1").spec().template());
    }

    @Test
    void anOldTemplateBecomesTheNewestRevisionAgain() {
        var first = current("v1");
        assertThat(current("v1")).isEqualTo(first);
        assertThat(current("v2").revision()).isEqualTo(2);
        var again = current("v1");
        assertThat(again.name()).isEqualTo(first.name());
        assertThat(again.revision()).isEqualTo(3);
    }

    @Test
    void saysWhenANameIsTaken() {
        var first = current("v1");
        api.put(
                "/apis/apps/v1/namespaces/n/controllerrevisions/" + first.name(),
                "{'metadata':{'name':'x','namespace':'n','uid':'x'}}");
        known.clear();
        assertThatThrownBy(() -> current("v1")).isInstanceOf(RevisionHistory.NameTakenException.class);
    }

    @Test
    void clearsWhatNobodyLivesBy() {
        current("v1");
        var second = current("v2");
        current("v3");
        var last = current("v4");
        history.clear(known, last, Set.of(history.hash(second)), 1);
        assertThat(api.writes())
                .filteredOn(call -> call.startsWith("DELETE"))
                .singleElement()
                .asString()
                .contains(known.get(0).name());
    }
}
