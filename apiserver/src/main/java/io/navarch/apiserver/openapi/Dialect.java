package io.navarch.apiserver.openapi;

/** The version of OpenAPI that is written. */
enum Dialect {
    V2("#/definitions/"),
    V3("#/components/schemas/");

    private final String prefix;

    Dialect(String prefix) {
        this.prefix = prefix;
    }

    /** What refers to the schema of a type. */
    String reference(String typeName) {
        return prefix + typeName;
    }
}
