package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.NodeShape;
import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.embedded.time.ClusterTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A cluster whose time the test moves, spoken to with paths and JSON as a conformance test does. Short paths such as {@code
 * pods/web} are of core/v1 and those such as {@code apps/v1:deployments/web} of a group, in the lab's namespace.
 */
final class Lab implements AutoCloseable {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final ClusterTime clock;
    private final EmbeddedCluster cluster;
    private final String namespace;

    Lab(int nodes) throws InterruptedException {
        this(Collections.nCopies(nodes, NodeShape.DEFAULT));
    }

    Lab(List<NodeShape> nodes) throws InterruptedException {
        clock = ClusterTime.standing(BEGIN);
        cluster = EmbeddedCluster.start(ClusterSettings.DEFAULT.withNodes(nodes), clock);
        namespace = "default";
    }

    private Lab(Lab lab, String namespace) {
        this.clock = lab.clock;
        this.cluster = lab.cluster;
        this.namespace = namespace;
    }

    /** The same cluster in a new namespace. */
    Lab fresh(String name) {
        create("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(name));
        return new Lab(this, name);
    }

    EmbeddedCluster cluster() {
        return cluster;
    }

    ClusterTime clock() {
        return clock;
    }

    String path(String path) {
        if (path.startsWith("/")) {
            return path;
        }
        int colon = path.matches("[a-z0-9.]+/v[0-9a-z]+:.*") ? path.indexOf(':') : -1;
        var group = colon < 0 ? "/api/v1" : "/apis/" + path.substring(0, colon);
        return group + "/namespaces/" + namespace + "/" + path.substring(colon + 1);
    }

    Answer call(String method, String path, String type, byte[] body) {
        return cluster.client().transport().call(new Call(method, path(path), type, body, Map.of()));
    }

    Answer call(String method, String path, String json) {
        var type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
        return call(method, path, type, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Tree good(Answer answer) {
        var tree = Tree.of(answer.body());
        assertThat(answer.status()).as(tree.toString()).isBetween(200, 299);
        return tree;
    }

    Tree create(String path, String json) {
        return good(call("POST", path, json));
    }

    Tree get(String path) {
        return good(call("GET", path, "", new byte[0]));
    }

    boolean gone(String path) {
        return call("GET", path, "", new byte[0]).status() == 404;
    }

    List<Tree> list(String path) {
        return get(path).list("items");
    }

    Tree put(String path, Tree object) {
        return good(call("PUT", path, "application/json", object.bytes()));
    }

    /** Changes the object until no other writer comes in between. */
    Tree change(String path, UnaryOperator<Tree> change) {
        return change(path, "", change);
    }

    Tree change(String path, String subresource, UnaryOperator<Tree> change) {
        while (true) {
            var answer = call(
                    "PUT",
                    path + subresource,
                    "application/json",
                    change.apply(get(path)).bytes());
            if (answer.status() != 409) {
                return good(answer);
            }
        }
    }

    Tree merge(String path, String json) {
        return good(call("PATCH", path, json));
    }

    Tree strategic(String path, String json) {
        return good(call(
                "PATCH",
                path,
                "application/strategic-merge-patch+json",
                json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    Tree delete(String path) {
        return good(call("DELETE", path, "", new byte[0]));
    }

    Tree delete(String path, Map<String, Object> options) {
        return good(call("DELETE", path, "application/json", new Tree(options).bytes()));
    }

    /** {@code code reason: message} of a request that must fail. */
    String refusal(String method, String path, String json) {
        var answer = json.isEmpty() ? call(method, path, "", new byte[0]) : call(method, path, json);
        var tree = Tree.of(answer.body());
        assertThat(answer.status()).as(tree.toString()).isGreaterThanOrEqualTo(400);
        return answer.status() + " " + tree.text("reason") + ": " + tree.text("message");
    }

    /** {@code reason: message} of the object's events, the oldest first. */
    List<String> events(String name) {
        return list("events?fieldSelector=involvedObject.name=" + name).stream()
                .map(event -> event.text("reason") + ": " + event.text("message"))
                .toList();
    }

    /** Lets time go by until the assertion holds. */
    void until(Runnable assertion) throws InterruptedException {
        if (!cluster.travel().travel(LIMIT, () -> holds(assertion))) {
            assertion.run();
        }
    }

    private static boolean holds(Runnable assertion) {
        try {
            assertion.run();
            return true;
        } catch (AssertionError | RuntimeException e) {
            return false;
        }
    }

    /** Lets this much time go by. */
    void pass(Duration span) throws InterruptedException {
        cluster.travel().advance(span);
    }

    void settle() throws InterruptedException {
        pass(Duration.ZERO);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
