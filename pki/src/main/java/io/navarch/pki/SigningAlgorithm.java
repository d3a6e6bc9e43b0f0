package io.navarch.pki;

/** How service account tokens are signed: RS256 as upstream does, or ES256 whose key is made a hundred times faster. */
public enum SigningAlgorithm {
    RS256,
    ES256
}
