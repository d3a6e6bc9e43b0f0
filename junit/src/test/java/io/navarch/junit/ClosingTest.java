package io.navarch.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.navarch.embedded.ClusterBuilder;
import io.navarch.embedded.ClusterClosedException;
import io.navarch.embedded.NavarchCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What happens to clusters when their class is done, and to classes that ask for what cannot be. */
class ClosingTest {
    private static NavarchCluster seen;

    @NavarchTest(nodes = 0)
    static class Ending {
        @Test
        void takesNote(NavarchCluster cluster) {
            seen = cluster;
            assertThat(cluster.url()).startsWith("https://127.0.0.1:");
        }
    }

    @NavarchTest
    static class WrongField {
        @Cluster
        private String cluster;

        @Test
        void neverRuns() {
            assertThat(cluster).isNull();
        }
    }

    @NavarchTest(manifests = "missing.yaml")
    static class MissingManifest {
        @Test
        void neverRuns(NavarchCluster cluster) {
            assertThat(cluster).isNull();
        }
    }

    @NavarchTest(nodes = 0)
    static class SettingsOfNobody {
        @Test
        void neverRuns(@Cluster(nodes = 3) NavarchCluster cluster) {
            assertThat(cluster).isNull();
        }
    }

    @NavarchTest(nodes = 0, customizer = InnerCustomizer.Customizer.class)
    static class InnerCustomizer {
        class Customizer implements ClusterCustomizer {
            @Override
            public void customize(ClusterBuilder cluster) {}
        }

        @Test
        void neverRuns(NavarchCluster cluster) {
            assertThat(cluster).isNull();
        }
    }

    @NavarchTest(nodes = 0)
    static class Failing {
        @Test
        void fails(NavarchCluster cluster) {
            assertThat(cluster.name()).isEqualTo("something else");
        }
    }

    @Test
    void printsWhatTheClusterKnowsOfATestThatFailed() {
        var err = System.err;
        var printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(failure(Failing.class)).contains("something else");
        } finally {
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("fails(NavarchCluster) failed. Cluster Failing (https://127.0.0.1:", ", resource version ");
    }

    @Test
    void closesTheClusterOfAClassThatIsDone() {
        var results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Ending.class))
                .execute();
        assertThat(results.testEvents().succeeded().count()).isEqualTo(1);
        assertThatThrownBy(seen::url)
                .isInstanceOf(ClusterClosedException.class)
                .hasMessageContaining("cluster Ending")
                .hasMessageContaining("was closed at");
    }

    @Test
    void refusesFieldsThatHoldNoCluster() {
        assertThat(failure(WrongField.class)).contains("a field with it is a NavarchCluster and not final");
    }

    @Test
    void saysWhichManifestIsMissing() {
        assertThat(failure(MissingManifest.class)).contains("there is no file or directory missing.yaml");
    }

    @Test
    void refusesSettingsThatWouldBeOverlooked() {
        assertThat(failure(SettingsOfNobody.class))
                .contains("nodes=3", "has no name, so it is the cluster of SettingsOfNobody");
    }

    @Test
    void saysWhyACustomizerCannotBeMade() {
        assertThat(failure(InnerCustomizer.class)).contains("a customizer is a top-level or static class");
    }

    private static String failure(Class<?> test) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(test))
                .execute()
                .testEvents()
                .failed()
                .stream()
                .map(event -> event.getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow())
                .map(Throwable::toString)
                .findFirst()
                .orElseThrow();
    }
}
