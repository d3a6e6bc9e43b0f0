package io.navarch.apiserver.admission;

import io.navarch.apiserver.request.User;

/** Says who may approve and sign certificates: the authoriser, asked about the resource {@code signers}. Thread-safe. */
@FunctionalInterface
public interface SignerAccess {
    /** @param verb approve or sign */
    boolean allows(User user, String verb, String signerName);

    /** Whether the user may do so with this signer, or with all of its domain. */
    default boolean allowsAny(User user, String verb, String signerName) {
        int slash = signerName.indexOf('/');
        return allows(user, verb, signerName) || slash > 0 && allows(user, verb, signerName.substring(0, slash) + "/*");
    }
}
