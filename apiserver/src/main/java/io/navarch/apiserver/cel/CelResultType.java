package io.navarch.apiserver.cel;

/** What an expression must evaluate to. */
public enum CelResultType {
    BOOL,
    STRING,
    /** Nothing in particular: variables of policies. */
    ANY
}
