package io.navarch.embedded.isolated;

import io.navarch.embedded.ClusterProvider;
import io.navarch.embedded.ClusterSettings;
import io.navarch.embedded.ClusterStartException;
import io.navarch.embedded.NavarchCluster;
import io.navarch.embedded.Snapshot;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.ServiceLoader;

/** Starts clusters whose classes the test does not see. Found as a service. */
public final class IsolatedClusterProvider implements ClusterProvider {
    private static final int OLDEST_JAVA = 21;

    /** The cluster's side, which all clusters of this JVM share; it has no state of its own. */
    private static final class Inside {
        private static final ClassLoader LOADER =
                new ClusterClassLoader(HiddenClasses.open(), IsolatedClusterProvider.class.getClassLoader());

        private static final ClusterProvider PROVIDER = provider();

        private static ClusterProvider provider() {
            Iterator<ClusterProvider> found =
                    ServiceLoader.load(ClusterProvider.class, LOADER).iterator();
            return found.next();
        }
    }

    @Override
    public NavarchCluster start(ClusterSettings settings) {
        return inside().start(settings);
    }

    @Override
    public Snapshot load(Path file) {
        return inside().load(file);
    }

    private static ClusterProvider inside() {
        checkJava(Runtime.version().feature(), System.getProperty("java.home", "unknown"));
        return Inside.PROVIDER;
    }

    static void checkJava(int feature, String home) {
        if (feature < OLDEST_JAVA) {
            throw new ClusterStartException(
                    "Navarch needs Java " + OLDEST_JAVA + " or newer, and this is Java " + feature + " in " + home
                            + ": run the tests with a newer one",
                    null);
        }
    }
}
