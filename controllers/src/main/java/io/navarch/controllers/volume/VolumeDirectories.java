package io.navarch.controllers.volume;

import java.io.IOException;

/** Where the directories of made volumes are. Thread-safe; calls may block. */
public interface VolumeDirectories {
    /** The directory of a volume. */
    String path(String volume);

    /** Makes the directory, or leaves the one that is there. */
    void create(String path) throws IOException;

    /** Removes the directory and what is in it; does nothing if there is none. */
    void remove(String path) throws IOException;

    /** Of nodes without a disk: there is nothing to make or remove. */
    static VolumeDirectories imagined(String root) {
        return new VolumeDirectories() {
            @Override
            public String path(String volume) {
                return root + "/" + volume;
            }

            @Override
            public void create(String path) {}

            @Override
            public void remove(String path) {}
        };
    }
}
