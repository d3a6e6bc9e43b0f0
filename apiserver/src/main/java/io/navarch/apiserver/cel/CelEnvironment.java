package io.navarch.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.navarch.apiserver.cel.ValueType.OptionalOf;
import io.navarch.apiserver.cel.cost.CostEstimate;
import io.navarch.apiserver.cel.cost.SizedType;
import io.navarch.apiserver.cel.library.Libraries;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Declares the variables of expressions and compiles them. Compiling takes a millisecond or so: keep the programs. Immutable;
 * any thread.
 */
public final class CelEnvironment {
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableTimestampEpoch(true)
            .enableHeterogeneousNumericComparisons(true)
            .enableOptionalSyntax(true)
            .evaluateCanonicalTypesToNativeValues(true)
            .maxParseRecursionDepth(250)
            .build();

    private static final String OBJECT = "Object";
    private static final String JSON_PATCH = "JSONPatch";

    /** What the parser's own complaints begin with; upstream says that they are about syntax. */
    private static final Pattern SYNTAX = Pattern.compile(
            "(?m)^(ERROR: <input>:[0-9]+:[0-9]+: )(mismatched input|extraneous input|token recognition error|no viable alternative|missing )");

    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(
                    CelExtensions.strings(),
                    CelExtensions.sets(OPTIONS),
                    CelExtensions.lists(),
                    CelExtensions.optional(),
                    CelExtensions.comprehensions())
            .addLibraries(Libraries.ALL)
            .build();

    private final Map<String, ValueType> variables;
    private final CelCompiler compiler;

    /** An environment with the given variables. */
    public CelEnvironment(Map<String, ValueType> variables) {
        this(variables, Map.of());
    }

    /** @param literals the types of objects that an expression writes down, with their fields */
    private CelEnvironment(Map<String, ValueType> variables, Map<String, Set<String>> literals) {
        this.variables = Map.copyOf(variables);
        var types = new CelTypes();
        literals.forEach(types::declareLiteral);
        var builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(
                        CelExtensions.strings(),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.lists(),
                        CelExtensions.optional(),
                        CelExtensions.comprehensions())
                .addLibraries(Libraries.ALL);
        variables.forEach((name, type) -> builder.addVar(name, types.of(type, name + "Type")));
        this.compiler = builder.setTypeProvider(types).build();
    }

    /** The environment of a custom resource's rules about a value of this type: {@code self} and {@code oldSelf}. */
    public static CelEnvironment forRules(ValueType self, boolean optionalOldSelf) {
        return new CelEnvironment(Map.of("self", self, "oldSelf", optionalOldSelf ? new OptionalOf(self) : self));
    }

    /** The same environment with further variables. */
    public CelEnvironment with(Map<String, ValueType> further) {
        var all = new HashMap<>(variables);
        all.putAll(further);
        return new CelEnvironment(all);
    }

    /** Compiles an expression. */
    public CelCompilation compile(String expression, CelResultType wanted) {
        try {
            var ast = checked(expression, wanted);
            if (!fits(ast.getResultType(), wanted)) {
                return new CelCompilation.Fault("must evaluate to " + name(wanted));
            }
            return new CelCompilation.Compiled(program(expression, StructLiterals.asMaps(ast)));
        } catch (CelValidationException e) {
            return new CelCompilation.Fault("compilation failed: "
                    + SYNTAX.matcher(CelIssue.toDisplayString(e.getErrors(), e.getSource()))
                            .replaceAll("$1Syntax error: $2"));
        } catch (CelEvaluationException e) {
            return new CelCompilation.Fault("program instantiation failed: " + e.getMessage());
        }
    }

    /**
     * The most steps that an expression may take where {@code self} is of this size.
     *
     * @throws IllegalArgumentException if it cannot be compiled
     */
    public long mostCost(String expression, SizedType self) {
        try {
            return CostEstimate.most(compiler.compile(expression).getAst(), self);
        } catch (CelValidationException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private CelAbstractSyntaxTree checked(String expression, CelResultType wanted) throws CelValidationException {
        if (wanted != CelResultType.OBJECT && wanted != CelResultType.JSON_PATCH) {
            return compiler.compile(expression).getAst();
        }
        var prefix = wanted == CelResultType.OBJECT ? OBJECT : JSON_PATCH;
        var literals = StructLiterals.fields(compiler.parse(expression).getAst());
        literals.keySet().removeIf(name -> !name.equals(prefix) && !name.startsWith(prefix + "."));
        literals.computeIfAbsent(prefix, name -> new HashSet<>());
        return new CelEnvironment(variables, literals)
                .compiler
                .compile(expression)
                .getAst();
    }

    private static String name(CelResultType wanted) {
        return switch (wanted) {
            case BOOL -> "bool";
            case STRING -> "string";
            case OBJECT -> OBJECT;
            case JSON_PATCH -> "list(" + JSON_PATCH + ")";
            case ANY -> "anything";
        };
    }

    private CelProgram program(String expression, CelAbstractSyntaxTree ast) throws CelEvaluationException {
        var usesOldSelf = ast.getReferenceMap().values().stream()
                .anyMatch(reference -> reference.name().equals("oldSelf"));
        return new CelProgram(
                expression, RUNTIME.createProgram(ast), variables, usesOldSelf, resultType(ast.getResultType()));
    }

    private static boolean fits(CelType type, CelResultType wanted) {
        return switch (wanted) {
            case BOOL -> type.equals(SimpleType.BOOL) || type.kind() == CelKind.DYN;
            case STRING -> type.equals(SimpleType.STRING) || type.kind() == CelKind.DYN;
            case OBJECT -> type.name().equals(OBJECT) || type.kind() == CelKind.DYN;
            case JSON_PATCH -> type.kind() == CelKind.LIST || type.kind() == CelKind.DYN;
            case ANY -> true;
        };
    }

    private static ValueType resultType(CelType type) {
        return switch (type.kind()) {
            case BOOL -> ValueType.Scalar.BOOLEAN;
            case INT -> ValueType.Scalar.INTEGER;
            case DOUBLE -> ValueType.Scalar.NUMBER;
            case STRING -> ValueType.Scalar.STRING;
            default -> ValueType.Scalar.ANY;
        };
    }
}
