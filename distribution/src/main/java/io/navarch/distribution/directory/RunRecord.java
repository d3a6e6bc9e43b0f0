package io.navarch.distribution.directory;

import io.navarch.pki.PemFiles;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * What a running Navarch says about itself in {@code navarch.run}. It is true only while the data directory is held.
 *
 * <pre>
 *   STARTING ──▶ READY ──▶ STOPPED
 *       └──────▶ FAILED
 * </pre>
 *
 * @param server the API server's URL
 * @param problem why it failed, else empty
 */
public record RunRecord(long pid, Phase phase, Instant since, String version, String server, String problem) {
    /** How far it is. */
    public enum Phase {
        STARTING,
        READY,
        FAILED,
        STOPPED
    }

    /** It serves at the URL. */
    public RunRecord ready(String url) {
        return new RunRecord(pid, Phase.READY, since, version, url, "");
    }

    public RunRecord stopped() {
        return new RunRecord(pid, Phase.STOPPED, since, version, server, "");
    }

    public RunRecord failed(String why) {
        return new RunRecord(pid, Phase.FAILED, since, version, server, why);
    }

    void write(Path file) {
        Properties facts = new Properties();
        facts.setProperty("pid", Long.toString(pid));
        facts.setProperty("phase", phase.name());
        facts.setProperty("since", since.toString());
        facts.setProperty("version", version);
        facts.setProperty("server", server);
        facts.setProperty("problem", problem);
        StringWriter text = new StringWriter();
        try {
            facts.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        PemFiles.writePrivate(file, text.toString());
    }

    static Optional<RunRecord> read(Path file) {
        Properties facts = new Properties();
        try {
            facts.load(new StringReader(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(new RunRecord(
                Long.parseLong(facts.getProperty("pid", "0")),
                Phase.valueOf(facts.getProperty("phase", "STOPPED")),
                Instant.parse(facts.getProperty("since", "1970-01-01T00:00:00Z")),
                facts.getProperty("version", ""),
                facts.getProperty("server", ""),
                facts.getProperty("problem", "")));
    }
}
