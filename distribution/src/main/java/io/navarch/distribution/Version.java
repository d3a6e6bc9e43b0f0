package io.navarch.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Which Navarch this is, and which Kubernetes it serves; as the build wrote them down. */
public final class Version implements IVersionProvider {
    private final Properties facts = new Properties();

    public Version() {
        try (InputStream stream = Version.class.getResourceAsStream("version.properties")) {
            if (stream == null) {
                throw new IllegalStateException("version.properties is missing from the build");
            }
            facts.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Navarch's own version, for example {@code 0.1.0}. */
    public String navarch() {
        return facts.getProperty("version", "unknown");
    }

    /** The version of the Kubernetes API, for example {@code 1.36}. */
    public String kubernetes() {
        return facts.getProperty("kubernetes", "unknown");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "Navarch " + navarch() + " (Kubernetes " + kubernetes() + ")",
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.version")
                    + " " + System.getProperty("os.arch")
        };
    }
}
