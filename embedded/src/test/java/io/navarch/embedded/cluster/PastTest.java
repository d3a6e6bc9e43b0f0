package io.navarch.embedded.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.client.DeleteOptions;
import io.navarch.client.Resource;
import io.navarch.embedded.ObjectChange;
import io.navarch.embedded.ObjectRef;
import io.navarch.model.core.v1.ConfigMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reading and bringing back earlier states of a cluster. */
class PastTest {
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start() throws InterruptedException {
        cluster = EmbeddedCluster.start(0);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static Resource<ConfigMap> maps() {
        return cluster.client().of(ConfigMap.KIND, "default");
    }

    private static ConfigMap create(String name) {
        return maps().create(ConfigMap.EMPTY
                .withMetadata(ConfigMap.EMPTY.metadata().withName(name))
                .withData(Map.of("k", "1")));
    }

    private static long revision(ConfigMap map) {
        return Long.parseLong(map.metadata().resourceVersion());
    }

    private static ObjectRef ref(String name) {
        return new ObjectRef("v1", "ConfigMap", "default", name);
    }

    @Test
    void readsThePast() {
        var created = create("old");
        var changed = maps().change("old", map -> map.withData(Map.of("k", "2")));
        assertThat(cluster.past().at(revision(created)).get(ref("old")).orElseThrow())
                .contains("\"k\":\"1\"", "\"resourceVersion\":\"" + revision(created) + "\"");
        assertThat(cluster.past().at(revision(created) - 1).get(ref("old"))).isEmpty();
        assertThat(cluster.past().at(0).list("v1", "ConfigMap", "default"))
                .anyMatch(json -> json.contains("\"k\":\"2\""));
        assertThatThrownBy(() -> cluster.past().at(revision(changed) + 1_000_000))
                .hasMessageContaining("is in the future");
        assertThatThrownBy(() -> cluster.past().at(1).get(new ObjectRef("v1", "Pot", "", "x")))
                .hasMessage("no kind Pot in version v1");
    }

    @Test
    void tellsTheHistoryOfAnObjectAndWhoMadeIt() {
        create("told");
        maps().change("told", map -> map.withData(Map.of("k", "2", "l", "3")));
        maps().delete("told", DeleteOptions.DEFAULT);
        var history = cluster.past().history(ref("told"));
        assertThat(history)
                .extracting(ObjectChange::type)
                .containsExactly(ObjectChange.Type.CREATED, ObjectChange.Type.CHANGED, ObjectChange.Type.DELETED);
        assertThat(history.get(1).fields())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("data.k: \"1\" → \"2\"", "data.l: + \"3\"");
        assertThat(history).allSatisfy(change -> {
            assertThat(change.by().orElseThrow().user()).isEqualTo("kubernetes-admin");
            assertThat(change.by().orElseThrow().agent()).isEqualTo("navarch");
        });
    }

    @Test
    void comparesRevisions() {
        create("kept");
        create("gone");
        long before = cluster.past().at(0).revision();
        maps().change("kept", map -> map.withData(Map.of("k", "5")));
        maps().delete("gone", DeleteOptions.DEFAULT);
        create("brief");
        maps().delete("brief", DeleteOptions.DEFAULT);
        create("new");
        var changes = cluster.past().diff(before, cluster.past().at(0).revision());
        assertThat(changes)
                .filteredOn(change -> change.object().kind().equals("ConfigMap")
                        && !change.object().name().equals("kube-root-ca.crt"))
                .extracting(change -> change.type() + " " + change.object().name())
                .containsExactly("CHANGED kept", "DELETED gone", "CREATED new");
    }

    @Test
    void goesBack() {
        var kept = create("stays");
        create("comes-back");
        long then = cluster.past().at(0).revision();
        maps().change("stays", map -> map.withData(Map.of("k", "9")));
        maps().delete("comes-back", DeleteOptions.DEFAULT);
        create("goes");
        long now = cluster.rewind(then);
        assertThat(maps().get("stays").data()).containsEntry("k", "1");
        assertThat(revision(maps().get("stays"))).isEqualTo(now);
        assertThat(maps().get("stays").metadata().uid())
                .isEqualTo(kept.metadata().uid());
        assertThat(maps().find("comes-back")).isPresent();
        assertThat(maps().find("goes")).isEmpty();
    }
}
