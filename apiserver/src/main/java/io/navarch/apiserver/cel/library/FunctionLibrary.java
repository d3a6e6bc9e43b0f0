package io.navarch.apiserver.cel.library;

import dev.cel.checker.CelCheckerBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.parser.CelParserBuilder;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Functions added to the language: what they are declared as, and what they do. Filled when it is made, then immutable. */
@SuppressWarnings("Immutable") // The bodies are functions without state, which the JDK's interfaces cannot say.
public final class FunctionLibrary implements CelCompilerLibrary, CelRuntimeLibrary {
    private final Map<String, List<CelOverloadDecl>> overloads = new LinkedHashMap<>();
    private final List<CelFunctionBinding> bindings = new ArrayList<>();

    /** An argument: its type in the language and its class in Java. */
    record Arg<T>(CelType type, Class<T> javaType) {}

    /** What a function of three arguments does. */
    @FunctionalInterface
    interface TriFunction<A, B, C> {
        Object apply(A first, B second, C third);
    }

    /** {@code name()}. */
    FunctionLibrary constant(String name, CelType result, Object value) {
        var id = declare(name, false, result);
        bindings.add(CelFunctionBinding.from(id, List.of(), values -> value));
        return this;
    }

    /** {@code name(a)}. */
    <A> FunctionLibrary function(String name, CelType result, Arg<A> a, Function<A, Object> body) {
        var id = declare(name, false, result, a);
        bindings.add(CelFunctionBinding.from(id, a.javaType(), body::apply));
        return this;
    }

    /** {@code name(a, b)}. */
    <A, B> FunctionLibrary function(String name, CelType result, Arg<A> a, Arg<B> b, BiFunction<A, B, Object> body) {
        var id = declare(name, false, result, a, b);
        bindings.add(CelFunctionBinding.from(id, a.javaType(), b.javaType(), body::apply));
        return this;
    }

    /** {@code a.name()}. */
    <A> FunctionLibrary member(String name, CelType result, Arg<A> a, Function<A, Object> body) {
        var id = declare(name, true, result, a);
        bindings.add(CelFunctionBinding.from(id, a.javaType(), body::apply));
        return this;
    }

    /** {@code a.name(b)}. */
    <A, B> FunctionLibrary member(String name, CelType result, Arg<A> a, Arg<B> b, BiFunction<A, B, Object> body) {
        var id = declare(name, true, result, a, b);
        bindings.add(CelFunctionBinding.from(id, a.javaType(), b.javaType(), body::apply));
        return this;
    }

    /** {@code a.name(b, c)}. */
    <A, B, C> FunctionLibrary member(
            String name, CelType result, Arg<A> a, Arg<B> b, Arg<C> c, TriFunction<A, B, C> body) {
        var id = declare(name, true, result, a, b, c);
        bindings.add(CelFunctionBinding.from(
                id,
                List.of(a.javaType(), b.javaType(), c.javaType()),
                values -> body.apply(
                        a.javaType().cast(values[0]),
                        b.javaType().cast(values[1]),
                        c.javaType().cast(values[2]))));
        return this;
    }

    private String declare(String name, boolean member, CelType result, Arg<?>... args) {
        var types = new ArrayList<CelType>();
        var id = new StringBuilder("navarch_").append(name);
        for (var arg : args) {
            types.add(arg.type());
            id.append('_').append(arg.type().name());
        }
        if (member) {
            id.append("_member");
        }
        var overload = member
                ? CelOverloadDecl.newMemberOverload(id.toString(), result, types)
                : CelOverloadDecl.newGlobalOverload(id.toString(), result, types);
        overloads.computeIfAbsent(name, key -> new ArrayList<>()).add(overload);
        return id.toString();
    }

    @Override
    public void setCheckerOptions(CelCheckerBuilder builder) {
        overloads.forEach(
                (name, all) -> builder.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(name, all)));
    }

    @Override
    public void setRuntimeOptions(CelRuntimeBuilder builder) {
        builder.addFunctionBindings(bindings);
    }

    @Override
    public void setParserOptions(CelParserBuilder builder) {
        // No macros.
    }
}
