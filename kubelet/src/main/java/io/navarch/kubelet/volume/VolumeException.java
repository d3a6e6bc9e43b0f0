package io.navarch.kubelet.volume;

/** A volume cannot be made now; the worker says so in an event of reason FailedMount and tries again. */
public final class VolumeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String volume;

    /** @param message the event's text */
    public VolumeException(String volume, String message) {
        super(message, null, false, false);
        this.volume = volume;
    }

    /** The failure of one volume's set-up, in upstream's words: {@code MountVolume.SetUp failed for volume "x" : why}. */
    static VolumeException setUp(String volume, String why) {
        return new VolumeException(volume, "MountVolume.SetUp failed for volume \"" + volume + "\" : " + why);
    }

    /** The volume's name in the pod. */
    public String volume() {
        return volume;
    }
}
