package io.navarch.kubelet.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.client.Answer;
import io.navarch.client.Call;
import io.navarch.client.KubeClient;
import io.navarch.client.Transport;
import io.navarch.model.status.ApiException;
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
class ApiTokensTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Server server = new Server();
    private final ApiTokens tokens = new ApiTokens(new KubeClient(server), clock);

    /** Gives tokens with running numbers, or refuses. */
    private final class Server implements Transport {
        private final List<String> asked = new ArrayList<>();
        private long lifeSeconds = 3600;
        private boolean refuses;

        @Override
        public Answer call(Call call) {
            asked.add(call.path() + " " + new String(call.body(), StandardCharsets.UTF_8));
            if (refuses) {
                return answer(
                        404,
                        "{\"kind\":\"Status\",\"message\":\"serviceaccounts \\\"robot\\\" not found\",\"code\":404}");
            }
            return answer(
                    201,
                    "{\"status\":{\"token\":\"t" + asked.size() + "\",\"expirationTimestamp\":\""
                            + clock.now().plusSeconds(lifeSeconds) + "\"}}");
        }

        private Answer answer(int status, String body) {
            return new Answer(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
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

    private String token() {
        return tokens.token("default", "robot", "web", "u1", List.of(), 3600);
    }

    @Test
    void asksForATokenBoundToThePod() {
        assertThat(token()).isEqualTo("t1");
        assertThat(server.asked.getFirst())
                .startsWith("/api/v1/namespaces/default/serviceaccounts/robot/token ")
                .contains("\"boundObjectRef\":{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"web\",\"uid\":\"u1\"}")
                .contains("\"expirationSeconds\":3600");
    }

    @Test
    void keepsATokenForFourFifthsOfItsLife() {
        token();
        clock.advance(Duration.ofMinutes(47));
        assertThat(token()).isEqualTo("t1");
        clock.advance(Duration.ofMinutes(2));
        assertThat(token()).isEqualTo("t2");
    }

    @Test
    void renewsLongLivedTokensAfterADay() {
        server.lifeSeconds = 365 * 24 * 3600;
        token();
        clock.advance(Duration.ofHours(23));
        assertThat(token()).isEqualTo("t1");
        clock.advance(Duration.ofHours(2));
        assertThat(token()).isEqualTo("t2");
    }

    @Test
    void servesTheOldTokenUntilItExpiresWhenNoneIsGiven() {
        token();
        server.refuses = true;
        clock.advance(Duration.ofMinutes(50));
        assertThat(token()).isEqualTo("t1");
        clock.advance(Duration.ofMinutes(11));
        assertThatThrownBy(this::token).isInstanceOf(ApiException.class).hasMessageContaining("robot");
    }

    @Test
    void forgetsThePodsTokens() {
        token();
        tokens.forget("u1");
        assertThat(token()).isEqualTo("t2");
    }
}
