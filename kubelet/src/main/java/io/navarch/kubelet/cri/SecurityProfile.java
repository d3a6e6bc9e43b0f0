package io.navarch.kubelet.cri;

/** A seccomp or AppArmor profile. The reference names a file or profile on the node and is empty unless LOCALHOST. */
public record SecurityProfile(Type type, String localhostRef) {
    public static final SecurityProfile RUNTIME_DEFAULT = new SecurityProfile(Type.RUNTIME_DEFAULT, "");
    public static final SecurityProfile UNCONFINED = new SecurityProfile(Type.UNCONFINED, "");

    public static SecurityProfile localhost(String ref) {
        return new SecurityProfile(Type.LOCALHOST, ref);
    }

    /** Where the profile comes from. */
    public enum Type {
        RUNTIME_DEFAULT,
        UNCONFINED,
        LOCALHOST
    }
}
