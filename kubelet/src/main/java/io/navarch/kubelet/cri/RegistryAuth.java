package io.navarch.kubelet.cri;

/** Credentials for a registry. Parts that are not given are empty. */
public record RegistryAuth(
        String username,
        String password,
        String auth,
        String serverAddress,
        String identityToken,
        String registryToken) {

    public static RegistryAuth basic(String username, String password) {
        return new RegistryAuth(username, password, "", "", "", "");
    }

    /** Leaves the secrets out, for this may end up in a log. */
    @Override
    public String toString() {
        return "RegistryAuth[username=" + username + ", serverAddress=" + serverAddress + "]";
    }
}
