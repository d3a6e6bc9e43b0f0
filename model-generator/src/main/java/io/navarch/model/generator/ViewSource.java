package io.navarch.model.generator;

import java.util.List;
import java.util.Set;

/** The source text of one view. */
final class ViewSource {
    private static final Set<String> RESERVED = Set.of(
            "default",
            "continue",
            "enum",
            "class",
            "for",
            "new",
            "not",
            "wait",
            "notify",
            "tree",
            "isEmpty",
            "hashCode",
            "toString",
            "descriptor",
            "switch",
            "this",
            "static",
            "volatile",
            "package",
            "private",
            "protected",
            "public",
            "interface",
            "import",
            "native",
            "do",
            "if",
            "else",
            "int",
            "long",
            "null",
            "true",
            "false",
            "try",
            "case",
            "goto",
            "const");

    private final String type;
    private final List<SchemaField> fields;
    private final Set<String> types;
    private final GenerateViews.Served served;
    private final StringBuilder out = new StringBuilder();

    ViewSource(String type, List<SchemaField> fields, Set<String> types, GenerateViews.Served served) {
        this.type = type;
        this.fields = fields;
        this.types = types;
        this.served = served;
    }

    String packageName() {
        return packageOf(type);
    }

    String className() {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /** {@code io.k8s.api.core.v1.Pod} → {@code io.navarch.model.core.v1}; the last two parts name group and version. */
    private static String packageOf(String type) {
        var parts = type.split("\\.");
        return "io.navarch.model." + parts[parts.length - 3] + "." + parts[parts.length - 2];
    }

    private String classOf(String other) {
        return packageOf(other) + "." + other.substring(other.lastIndexOf('.') + 1);
    }

    String text() {
        var name = className();
        boolean top =
                served != null && fields.stream().anyMatch(field -> field.name().equals("metadata"));
        line("// Generated from schema.tsv.");
        line("package " + packageName() + ";");
        line("");
        line("/** " + type + ". */");
        line("@javax.annotation.processing.Generated(\"io.navarch.model.generator.GenerateViews\")");
        line("public final class " + name + " extends io.navarch.model.View"
                + (top ? " implements io.navarch.model.KubeObject<" + name + ">" : "") + " {");
        line(
                "    public static final io.navarch.model.tree.StructType TYPE = io.navarch.model.schema.Schema.builtIn().type(\""
                        + type + "\");");
        if (top) {
            line("    public static final io.navarch.model.Kind<" + name + "> KIND = new io.navarch.model.Kind<>(\""
                    + served.group()
                    + "\", \"" + served.version() + "\", \"" + served.kind() + "\", \"" + served.resource() + "\", "
                    + served.namespaced() + ", \"" + type + "\", " + name + "::new);");
            line("    public static final " + name + " EMPTY = new " + name
                    + "(TYPE.empty().with(\"apiVersion\", KIND.apiVersion()).with(\"kind\", KIND.name()));");
        } else {
            line("    public static final " + name + " EMPTY = new " + name + "(TYPE.empty());");
        }
        line("");
        line("    public " + name + "(io.navarch.model.tree.Struct tree) {");
        line("        super(tree);");
        line("    }");
        if (top) {
            line("");
            line("    @Override");
            line("    public io.navarch.model.Kind<" + name + "> descriptor() {");
            line("        return KIND;");
            line("    }");
        }
        for (var field : fields) {
            accessors(field, top && field.name().equals("metadata"));
        }
        line("}");
        return out.toString();
    }

    private void accessors(SchemaField field, boolean override) {
        var java = javaName(field.name());
        var capital = Character.toUpperCase(java.charAt(0)) + java.substring(1);
        var get = "tree().value(" + field.number() + ")";
        line("");
        if (override) {
            line("    @Override");
        }
        line("    public " + javaType(field) + " " + java + "() {");
        line("        return " + read(field, get) + ";");
        line("    }");
        line("");
        line("    public boolean has" + capital + "() {");
        line("        return " + get + " != null;");
        line("    }");
        line("");
        if (override) {
            line("    @Override");
        }
        line("    public " + className() + " with" + capital + "(" + javaType(field) + " value) {");
        line("        return new " + className() + "(tree().with(" + field.number() + ", " + written(field) + "));");
        line("    }");
        line("");
        line("    public " + className() + " without" + capital + "() {");
        line("        return new " + className() + "(tree().with(" + field.number() + ", (Object) null));");
        line("    }");
        if (isView(field.value())) {
            line("");
            line("    public " + className() + " with" + capital + "(java.util.function.UnaryOperator<"
                    + javaType(field) + "> change) {");
            line("        return with" + capital + "(change.apply(" + java + "()));");
            line("    }");
        }
    }

    private static String javaName(String name) {
        var plain = name.replace("$", "").replace("-", "");
        return RESERVED.contains(plain) ? plain + "_" : plain;
    }

    private boolean isView(String value) {
        return types.contains(value) && scalar(value) == null && GenerateViews.wanted(value);
    }

    private static String scalar(String value) {
        return switch (value) {
            case "string", "string:byte", "io.k8s.apimachinery.pkg.api.resource.Quantity" -> "String";
            case "io.k8s.apimachinery.pkg.apis.meta.v1.Time", "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime" ->
                "String";
            case "integer:int32" -> "int";
            case "integer:int64", "integer" -> "long";
            case "number:double", "number" -> "double";
            case "boolean" -> "boolean";
            default -> null;
        };
    }

    private static String boxed(String value) {
        return switch (scalar(value)) {
            case "String" -> "String";
            case "int", "long" -> "Long";
            case "double" -> "Double";
            case "boolean" -> "Boolean";
            case null, default -> "Object";
        };
    }

    private String javaType(SchemaField field) {
        if (field.list()) {
            return "java.util.List<" + (isView(field.element()) ? classOf(field.element()) : boxed(field.element()))
                    + ">";
        }
        if (field.map()) {
            return "java.util.Map<String, " + boxed(field.element()) + ">";
        }
        var scalar = scalar(field.value());
        if (scalar != null) {
            return scalar;
        }
        return isView(field.value()) ? classOf(field.value()) : "@org.jspecify.annotations.Nullable Object";
    }

    private String read(SchemaField field, String get) {
        if (field.list()) {
            return isView(field.element())
                    ? "views(" + get + ", " + classOf(field.element()) + "::new)"
                    : "scalars(" + get + ")";
        }
        if (field.map()) {
            return get + " instanceof io.navarch.model.tree.Dict dict ? dict.<" + boxed(field.element())
                    + ">typed() : java.util.Map.of()";
        }
        var scalar = scalar(field.value());
        if (scalar == null) {
            return isView(field.value())
                    ? get + " instanceof io.navarch.model.tree.Struct struct ? new " + classOf(field.value())
                            + "(struct) : " + classOf(field.value()) + ".EMPTY"
                    : get;
        }
        return switch (scalar) {
            case "String" -> "text(" + get + ")";
            case "int" -> "(int) number(" + get + ")";
            case "long" -> "number(" + get + ")";
            case "double" -> "fraction(" + get + ")";
            default -> get + " == Boolean.TRUE";
        };
    }

    private String written(SchemaField field) {
        if (field.list()) {
            return isView(field.element())
                    ? "trees(value, " + field.required() + ")"
                    : field.required()
                            ? "java.util.List.copyOf(value)"
                            : "value.isEmpty() ? null : java.util.List.copyOf(value)";
        }
        if (field.map()) {
            return field.required()
                    ? "io.navarch.model.tree.Dict.of(value)"
                    : "value.isEmpty() ? null : io.navarch.model.tree.Dict.of(value)";
        }
        var scalar = scalar(field.value());
        if (scalar == null) {
            return isView(field.value()) ? "value.tree()" : "value";
        }
        return switch (scalar) {
            case "String" -> field.required() ? "value" : "value.isEmpty() ? null : value";
            case "int" -> "(long) value";
            default -> "value";
        };
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
