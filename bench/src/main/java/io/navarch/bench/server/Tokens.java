package io.navarch.bench.server;

/**
 * Whom the bench calls the server as.
 *
 * @param load by whom the measured requests come; needs roles as any user does
 * @param admin by whom the cluster is prepared
 */
public record Tokens(String load, String admin) {
    /** The user's name of the measured requests. */
    public static final String LOAD_USER = "bench";

    static final Tokens OWN = new Tokens("bench-load-0123456789abcdef", "bench-admin-0123456789abcdef");

    /** The tokens as a file of static tokens has them. */
    String csv() {
        return load + "," + LOAD_USER + ",bench-1\n" + admin + ",bench-admin,bench-2,\"system:masters\"\n";
    }
}
