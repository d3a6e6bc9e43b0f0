package io.navarch.client.informer;

import static io.navarch.client.ScriptedTransport.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.ScriptedTransport;
import io.navarch.model.ObjectKey;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.runtime.ManualClock;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InformerTest {
    private final Queue<Answer> lists = new ArrayDeque<>();
    private final ScriptedTransport server = new ScriptedTransport(this::answer);
    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Informer<ConfigMap> informer =
            new Informer<>(new KubeClient(server).of(ConfigMap.KIND), ListOptions.ALL, clock);
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private Answer watchAnswer = json(200, "");

    private synchronized Answer answer(Call call) {
        return call.path().contains("watch=true") ? watchAnswer : lists.remove();
    }

    @AfterEach
    void close() {
        informer.close();
    }

    private void start(Answer... answers) {
        synchronized (this) {
            lists.addAll(List.of(answers));
        }
        informer.onChange((before, after) -> heard.add(
                (before == null ? "" : before.name() + before.metadata().resourceVersion()) + ">"
                        + (after == null ? "" : after.name() + after.metadata().resourceVersion())));
        informer.start();
    }

    private static Answer list(String version, String... items) {
        return json(
                200,
                "{\"kind\":\"ConfigMapList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"" + version
                        + "\"},\"items\":[" + String.join(",", items) + "]}");
    }

    private static String map(String name, int version) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"" + (name.startsWith("x") ? "other" : "n")
                + "\",\"resourceVersion\":\"" + version + "\"},\"data\":{\"owner\":\"" + name.charAt(0) + "\"}}";
    }

    private static String event(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
    }

    private String next() throws InterruptedException {
        return heard.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void listsThenFollows() throws InterruptedException {
        start(list("7", map("a", 3), map("b", 5)));
        var watch = server.awaitWatch();
        assertThat(server.calls().get(0)).isEqualTo("GET /api/v1/configmaps?resourceVersion=0");
        assertThat(watch.path).contains("resourceVersion=7", "watch=true", "allowWatchBookmarks=true");
        assertThat(List.of(next(), next())).containsExactly(">a3", ">b5");
        assertThat(informer.synced()).isTrue();
        watch.say(event("MODIFIED", map("a", 8)))
                .say(event("DELETED", map("b", 9)))
                .say(event("ADDED", map("x", 10)));
        assertThat(List.of(next(), next(), next())).containsExactly("a3>a8", "b5>", ">x10");
        assertThat(informer.lister().find("n", "b")).isEmpty();
        assertThat(informer.lister().in("n")).extracting(ConfigMap::name).containsExactly("a");
        assertThat(informer.lister().all()).hasSize(2);
        assertThat(informer.hasSeen("10")).isTrue();
        assertThat(informer.hasSeen("11")).isFalse();
    }

    @Test
    void itemsOfListsKnowTheirKind() throws InterruptedException {
        start(list("7", map("a", 3)));
        informer.awaitSync();
        var found = informer.lister().find(new ObjectKey("n", "a")).orElseThrow();
        assertThat(found.toString()).contains("\"kind\":\"ConfigMap\"", "\"apiVersion\":\"v1\"");
    }

    @Test
    void listsAnewWhenTheServerHasForgotten() throws InterruptedException {
        start(list("7", map("a", 3), map("b", 5)), list("20", map("a", 3), map("c", 15)));
        server.awaitWatch()
                .say("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\"}}");
        var watch = server.awaitWatch();
        assertThat(watch.path).contains("resourceVersion=20");
        assertThat(server.calls()).contains("GET /api/v1/configmaps");
        // What did not change is not told again.
        assertThat(List.of(next(), next(), next(), next())).containsExactly(">a3", ">b5", ">c15", "b5>");
        watch.say(event("MODIFIED", map("a", 21)));
        assertThat(next()).isEqualTo("a3>a21");
    }

    @Test
    void seesNoVersionBeforeTheWholeListIsThere() throws InterruptedException {
        var seen = new LinkedBlockingQueue<Boolean>();
        informer.onChange((before, after) ->
                seen.add(informer.hasSeen("7") && informer.lister().all().size() == 2));
        start(list("7", map("a", 6), map("b", 5)));
        informer.awaitSync();
        assertThat(seen).containsExactly(true, true);
    }

    @Test
    void watchesAgainFromWhereItStood() throws InterruptedException {
        start(list("7", map("a", 3)));
        var first = server.awaitWatch();
        first.say("{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"12\"}}}");
        first.close();
        assertThat(server.awaitWatch().path).contains("resourceVersion=12");
        assertThat(informer.hasSeen("12")).isTrue();
    }

    @Test
    void backsOffFromAServerThatEndsWatchesAtOnce() throws InterruptedException {
        start(list("7"));
        server.awaitWatch().close();
        while (clock.nextDue() == null) {
            Thread.onSpinWait();
        }
        assertThat(clock.nextDue()).isEqualTo(Instant.EPOCH.plusMillis(50));
        clock.advance(Duration.ofMillis(50));
        server.awaitWatch();
    }

    @Test
    void triesAgainAfterErrors() throws InterruptedException {
        synchronized (this) {
            lists.add(json(503, "down"));
        }
        start(list("7", map("a", 3)));
        while (clock.nextDue() == null) {
            Thread.onSpinWait();
        }
        assertThat(informer.synced()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(next()).isEqualTo(">a3");
    }

    @Test
    void indexesByWhatItIsTold() throws InterruptedException {
        var byOwner = informer.lister().index(map -> List.of(map.data().getOrDefault("owner", "")));
        start(list("7", map("a1", 3), map("a2", 4), map("b", 5)));
        informer.awaitSync();
        assertThat(byOwner.get("a")).extracting(ConfigMap::name).containsExactlyInAnyOrder("a1", "a2");
        var watch = server.awaitWatch();
        watch.say(event("MODIFIED", map("a1", 8).replace("\"owner\":\"a\"", "\"owner\":\"b\"")));
        watch.say(event("DELETED", map("a2", 9)));
        while (!informer.hasSeen("9")) {
            Thread.onSpinWait();
        }
        assertThat(byOwner.get("a")).isEmpty();
        assertThat(byOwner.get("b")).extracting(ConfigMap::name).containsExactlyInAnyOrder("a1", "b");
    }

    @Test
    void tellsLateHandlersWhatIsThere() throws InterruptedException {
        start(list("7", map("a", 3)));
        informer.awaitSync();
        var late = new LinkedBlockingQueue<String>();
        informer.onChange((before, after) -> late.add(after == null ? "" : after.name()));
        assertThat(late).containsExactly("a");
    }

    @Test
    void survivesAHandlerThatFails() throws InterruptedException {
        informer.onChange((before, after) -> {
            throw new UncheckedIOException(new java.io.IOException("broken handler"));
        });
        start(list("7", map("a", 3)));
        assertThat(next()).isEqualTo(">a3");
    }
}
