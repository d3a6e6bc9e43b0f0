package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Upstream's rows Watchers and Servers with support for API chunking (that a list goes on after compaction: ReadTest). */
class WatchersTest {
    @RegisterExtension
    static final Running api = new Running(0);

    private static String map(String name, String label) {
        return "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'" + name + "','labels':{'w':'" + label
                + "'}}}";
    }

    @Test
    void eachWatcherSeesWhatItsLabelsSelect() {
        var maps = "/api/v1/namespaces/" + api.namespace() + "/configmaps";
        var watch = maps + "?watch=true&labelSelector=w";
        try (var a = api.watch(watch + "%3Da");
                var b = api.watch(watch + "%3Db");
                var both = api.watch(watch + "%20in%20(a,b)")) {
            api.made(maps, map("a", "a"));
            api.merge(maps + "/a", "{'data':{'m':'1'}}");
            api.merge(maps + "/a", "{'data':{'m':'2'}}");
            api.delete(maps + "/a");
            api.made(maps, map("b", "b"));
            api.delete(maps + "/b");
            assertThat(List.of(a.nextName(), a.nextName(), a.nextName(), a.nextName()))
                    .containsExactly("ADDED a", "MODIFIED a", "MODIFIED a", "DELETED a");
            assertThat(List.of(b.nextName(), b.nextName())).containsExactly("ADDED b", "DELETED b");
            assertThat(List.of(both.nextName(), both.nextName(), both.nextName(), both.nextName(), both.nextName()))
                    .endsWith("ADDED b");
            assertThat(a.isEmpty() && b.isEmpty()).isTrue();
        }
    }

    @Test
    void watchesStartAtAVersionOfThePast() {
        var maps = "/api/v1/namespaces/" + api.namespace() + "/configmaps";
        api.made(maps, map("p", "x"));
        var first = ok(api.merge(maps + "/p", "{'data':{'m':'1'}}"));
        ok(api.merge(maps + "/p", "{'data':{'m':'2'}}"));
        ok(api.delete(maps + "/p"));
        try (var watch = api.watch(maps + "?watch=true&resourceVersion=" + first.text("metadata", "resourceVersion"))) {
            var change = watch.next();
            assertThat(Answer.textIn(change, "type")).isEqualTo("MODIFIED");
            assertThat(Answer.textIn(change, "object", "data", "m")).isEqualTo("2");
            assertThat(watch.nextName()).isEqualTo("DELETED p");
        }
    }

    @Test
    void watchesGoOnFromTheLastVersionThatWasSeen() {
        var maps = "/api/v1/namespaces/" + api.namespace() + "/configmaps";
        String last;
        try (var watch = api.watch(maps + "?watch=true&labelSelector=w%3Dr")) {
            api.made(maps, map("r", "r"));
            watch.next();
            api.merge(maps + "/r", "{'data':{'m':'1'}}");
            last = Answer.textIn(watch.next(), "object", "metadata", "resourceVersion");
        }
        api.merge(maps + "/r", "{'data':{'m':'2'}}");
        api.delete(maps + "/r");
        try (var watch = api.watch(maps + "?watch=true&labelSelector=w%3Dr&resourceVersion=" + last)) {
            assertThat(List.of(watch.nextName(), watch.nextName())).containsExactly("MODIFIED r", "DELETED r");
        }
    }

    @Test
    void aChangedLabelIsADeletionAndABirth() {
        var maps = "/api/v1/namespaces/" + api.namespace() + "/configmaps";
        try (var watch = api.watch(maps + "?watch=true&labelSelector=w%3Dold")) {
            api.made(maps, map("c", "old"));
            api.merge(maps + "/c", "{'metadata':{'labels':{'w':'new'}}}");
            api.merge(maps + "/c", "{'data':{'m':'unseen'}}");
            api.merge(maps + "/c", "{'metadata':{'labels':{'w':'old'}}}");
            api.delete(maps + "/c");
            assertThat(List.of(watch.nextName(), watch.nextName(), watch.nextName(), watch.nextName()))
                    .containsExactly("ADDED c", "DELETED c", "ADDED c", "DELETED c");
        }
    }

    @Test
    void allWatchersSeeTheSameOrder() {
        var maps = "/api/v1/namespaces/" + api.namespace() + "/configmaps";
        var start = ok(api.get(maps)).text("metadata", "resourceVersion");
        try (var early = api.watch(maps + "?watch=true&resourceVersion=" + start)) {
            for (int i = 0; i < 20; i++) {
                api.made(maps, map("o" + i, "o"));
            }
            try (var late = api.watch(maps + "?watch=true&resourceVersion=" + start)) {
                for (int i = 0; i < 20; i++) {
                    assertThat(late.next()).isEqualTo(early.next());
                }
            }
        }
    }

    private static String templates(int count) {
        var path = "/api/v1/namespaces/" + api.namespace() + "/podtemplates";
        for (int i = 0; i < count; i++) {
            api.made(
                    path,
                    "{'apiVersion':'v1','kind':'PodTemplate','metadata':{'name':'t-%04d'},'template':{'spec':{'containers':[{'name':'t','image':'i'}]}}}"
                            .formatted(i));
        }
        return path;
    }

    @Test
    void listsComeInPieces() {
        var path = templates(40);
        var names = new ArrayList<String>();
        var first = ok(api.get(path + "?limit=17"));
        var revision = first.text("metadata", "resourceVersion");
        assertThat(first.names()).hasSize(17);
        assertThat(first.text("metadata", "remainingItemCount")).isEqualTo("23");
        names.addAll(first.names());
        var next = first.text("metadata", "continue");
        while (!next.isEmpty()) {
            var page = ok(api.get(path + "?limit=17&continue=" + next));
            assertThat(page.text("metadata", "resourceVersion")).isEqualTo(revision);
            names.addAll(page.names());
            next = page.text("metadata", "continue");
            assertThat(page.text("metadata", "remainingItemCount")).isEqualTo(next.isEmpty() ? "" : "6");
        }
        assertThat(names).hasSize(40).isSorted();
        assertThat(ok(api.get(path)).names()).isEqualTo(names);
    }
}
