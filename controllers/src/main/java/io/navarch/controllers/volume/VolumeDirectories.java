package io.navarch.controllers.volume;

/** Where the directories of made volumes are. Thread-safe; calls may block. */
public interface VolumeDirectories {
    /** The directory of a volume on its node, which need not be there yet. */
    String path(String volume);

    /** Removes the directory and what is in it; does nothing if there is none. */
    void remove(String path) throws java.io.IOException;

    /** Of nodes without a disk: there is nothing to remove. */
    static VolumeDirectories imagined(String root) {
        return new VolumeDirectories() {
            @Override
            public String path(String volume) {
                return root + "/" + volume;
            }

            @Override
            public void remove(String path) {}
        };
    }
}
