package io.navarch.distribution.cluster;

import io.navarch.distribution.startup.StartUpException;
import io.navarch.model.core.v1.Node;
import io.navarch.runtime.Clock;
import io.navarch.store.Store;
import io.navarch.store.format.BadFormatException;
import io.navarch.store.log.LogStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The state of a cluster that a test has saved, with which a new cluster begins. */
final class SavedState {
    private final Path file;

    SavedState(Path file) {
        this.file = file;
    }

    /** Fills the directory, which must not hold a store, and opens it. */
    Store openIn(Path directory, Clock clock) throws IOException {
        try (var snapshot = new BufferedInputStream(Files.newInputStream(file))) {
            LogStore.restore(snapshot, directory);
        } catch (NoSuchFileException e) {
            throw new StartUpException("there is no file " + file, "name one that a cluster in a test has saved", e);
        } catch (BadFormatException e) {
            throw new StartUpException(file + " holds no saved state: " + e.getMessage(), "name another file", e);
        } catch (FileSystemException e) {
            throw new StartUpException(
                    e.getFile() + " " + e.getReason() + ", and --from begins a new cluster",
                    "choose a new folder with --data-dir, or leave --from out to go on with this one",
                    e);
        }
        return LogStore.open(directory, clock);
    }

    /** The nodes of the state. */
    static List<Node> nodes(Store store) {
        return store.list("/registry/minions/", null, 0, 0).records().stream()
                .map(record -> Node.KIND.read(record.value()))
                .toList();
    }
}
