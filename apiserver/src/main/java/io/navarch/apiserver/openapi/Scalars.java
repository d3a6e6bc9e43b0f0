package io.navarch.apiserver.openapi;

import io.navarch.model.tree.Dict;
import io.navarch.model.tree.FieldType;
import java.util.Optional;

/** The types that the tree keeps as plain values but OpenAPI knows by name. */
final class Scalars {
    static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    static final String TIME = "io.k8s.apimachinery.pkg.apis.meta.v1.Time";
    static final String MICRO_TIME = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime";
    static final String INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

    private Scalars() {}

    /** The name of the type, if it has one. */
    static Optional<String> name(FieldType.Kind kind) {
        return switch (kind) {
            case QUANTITY -> Optional.of(QUANTITY);
            case TIME -> Optional.of(TIME);
            case MICRO_TIME -> Optional.of(MICRO_TIME);
            case INT_OR_STRING -> Optional.of(INT_OR_STRING);
            case STRING, BYTES, INT32, INT64, NUMBER, BOOLEAN, STRUCT, LIST, MAP, ANY -> Optional.empty();
        };
    }

    /** The schema of a named type; empty if the name is not one of these. */
    static Optional<Dict> schema(String name, Dialect dialect) {
        return switch (name) {
            case QUANTITY ->
                Optional.of(
                        dialect == Dialect.V2
                                ? Dict.of("type", "string")
                                : Dict.of(
                                        "oneOf",
                                        java.util.List.of(Dict.of("type", "string"), Dict.of("type", "number"))));
            case TIME, MICRO_TIME -> Optional.of(Dict.of("type", "string", "format", "date-time"));
            case INT_OR_STRING ->
                Optional.of(
                        dialect == Dialect.V2
                                ? Dict.of("type", "string", "format", "int-or-string")
                                : Dict.of(
                                        "oneOf",
                                        java.util.List.of(Dict.of("type", "integer"), Dict.of("type", "string")),
                                        "format",
                                        "int-or-string"));
            default -> Optional.empty();
        };
    }
}
