package io.navarch.embedded.isolated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.embedded.ClusterBuilder;
import io.navarch.embedded.ClusterStartException;
import io.navarch.embedded.NavarchCluster;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a JVM that is too old is told. */
class OldJavaTest {
    private static final int JAVA_17 = 61;

    @Test
    void saysWhichJavaIsNeededAndWhichWasFound() {
        assertThatThrownBy(() -> IsolatedClusterProvider.checkJava(17, "/opt/jdk-17"))
                .isInstanceOf(ClusterStartException.class)
                .hasMessage("Navarch needs Java 21 or newer, and this is Java 17 in /opt/jdk-17: "
                        + "run the tests with a newer one");
        assertThatCode(() -> IsolatedClusterProvider.checkJava(21, "/opt/jdk-21"))
                .doesNotThrowAnyException();
    }

    /** Otherwise it would say that a class has a wrong version, and not what to do. */
    @Test
    void isSaidByClassesThatItCanLoad() throws IOException {
        for (Class<?> type : List.of(
                NavarchCluster.class, ClusterBuilder.class, IsolatedClusterProvider.class, ClusterClassLoader.class)) {
            try (var in = new DataInputStream(type.getResourceAsStream(type.getSimpleName() + ".class"))) {
                in.readInt();
                in.readUnsignedShort();
                assertThat(in.readUnsignedShort()).as(type.getName()).isLessThanOrEqualTo(JAVA_17);
            }
        }
    }
}
