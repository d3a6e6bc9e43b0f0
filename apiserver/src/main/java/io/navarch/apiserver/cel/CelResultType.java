package io.navarch.apiserver.cel;

/** What an expression must evaluate to. */
public enum CelResultType {
    BOOL,
    STRING,
    /** An object that the expression writes down: {@code Object{…}}. */
    OBJECT,
    /** Operations of a JSON patch: {@code [JSONPatch{…}]}. */
    JSON_PATCH,
    /** Nothing in particular: variables of policies. */
    ANY
}
