package io.navarch.kubelet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.client.KubeClient;
import io.navarch.client.Transport;
import io.navarch.runtime.ManualClock;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class ReviewsTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<String> asked = new ArrayList<>();
    private String status = "{}";
    private final Reviews reviews = new Reviews(new KubeClient(new Server()), "n1", clock);

    private final class Server implements Transport {
        @Override
        public Answer call(Call call) {
            asked.add(call.path() + " " + new String(call.body(), StandardCharsets.UTF_8));
            return new Answer(
                    201, "application/json", ("{\"status\": " + status + "}").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Frames watch(Call call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream stream(Call call) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    @Test
    void tokensAreReviewedAndRememberedForTwoMinutes() {
        status = "{\"authenticated\": true, \"user\": {\"username\": \"bob\", \"uid\": \"7\", \"groups\": [\"g\"],"
                + " \"extra\": {\"a\": [\"b\"]}}}";
        var caller = reviews.authenticate(List.of(), "t").orElseThrow();
        assertThat(caller.name()).isEqualTo("bob");
        assertThat(caller.groups()).containsExactly("g");
        assertThat(asked.getFirst())
                .startsWith("/apis/authentication.k8s.io/v1/tokenreviews ")
                .contains("\"token\":\"t\"");
        reviews.authenticate(List.of(), "t");
        assertThat(asked).hasSize(1);
        clock.advance(Duration.ofMinutes(2));
        status = "{\"authenticated\": false}";
        assertThat(reviews.authenticate(List.of(), "t")).isEmpty();
        assertThat(reviews.authenticate(List.of(), "")).isEmpty();
        assertThat(asked).hasSize(2);
    }

    @Test
    void rightsToTheNodeAreReviewedAndRemembered() {
        status = "{\"allowed\": true}";
        var bob = Caller.of("bob", List.of("g"));
        assertThat(reviews.allows(bob, "get", "metrics")).isTrue();
        assertThat(reviews.allows(bob, "get", "metrics")).isTrue();
        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst())
                .startsWith("/apis/authorization.k8s.io/v1/subjectaccessreviews ")
                .contains(
                        "\"name\":\"n1\"", "\"resource\":\"nodes\"", "\"subresource\":\"metrics\"", "\"verb\":\"get\"")
                .contains("\"user\":\"bob\"");
        status = "{\"allowed\": false}";
        assertThat(reviews.allows(bob, "create", "proxy")).isFalse();
        clock.advance(Duration.ofSeconds(30));
        status = "{\"allowed\": true}";
        assertThat(reviews.allows(bob, "create", "proxy")).isTrue();
    }

    @Test
    void mastersMayDoEverything() {
        assertThat(reviews.allows(Caller.of("admin", List.of("system:masters")), "create", "proxy"))
                .isTrue();
        assertThat(asked).isEmpty();
    }
}
