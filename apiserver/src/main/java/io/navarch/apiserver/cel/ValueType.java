package io.navarch.apiserver.cel;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an expression may expect of a value. Free of the engine's classes, so that it can be kept with a schema that has no
 * expressions at all. Immutable.
 */
public sealed interface ValueType {
    /** Types without parts. */
    enum Scalar implements ValueType {
        /** Anything; what it is shows when the expression runs. */
        ANY,
        BOOLEAN,
        INTEGER,
        NUMBER,
        STRING,
        /** Base64 text in the tree, bytes in the expression. */
        BYTES,
        /** RFC 3339 text (or a date) in the tree, a timestamp in the expression. */
        TIMESTAMP,
        /** {@code 1h30m} in the tree, a duration in the expression. */
        DURATION,
        /** Questions to the authoriser: an {@link io.navarch.apiserver.cel.library.AuthorizerValue}. */
        AUTHORIZER,
        /** The same for the resource of the request: an {@link io.navarch.apiserver.cel.library.ResourceCheck}. */
        RESOURCE_CHECK
    }

    /** A list. */
    record ListOf(ValueType element) implements ValueType {}

    /** An object whose members are data: additional properties. */
    record MapOf(ValueType value) implements ValueType {}

    /** A value that may be missing: {@code oldSelf} of rules with {@code optionalOldSelf}. */
    record OptionalOf(ValueType value) implements ValueType {}

    /** An object with declared members; others cannot be seen. Members are worked out when they are first looked at. */
    final class ObjectOf implements ValueType {
        private final String name;
        private final Supplier<Map<String, ValueType>> members;
        private volatile @Nullable Map<String, Property> properties;

        /** A declared member: its name in the tree and its type. */
        public record Property(String name, ValueType type) {}

        /**
         * @param name of the type, shown in errors; "" takes it from where the object lies
         * @param members by the name in the tree; those whose name cannot be written in an expression are left out
         */
        public ObjectOf(String name, Map<String, ValueType> members) {
            this(name, () -> members);
        }

        /** @param members asked for once or, by threads that race, a few times */
        public ObjectOf(String name, Supplier<Map<String, ValueType>> members) {
            this.name = name;
            this.members = members;
        }

        public String name() {
            return name;
        }

        /** By the name in expressions. */
        public Map<String, Property> properties() {
            var known = properties;
            if (known == null) {
                known = escaped(members.get());
                properties = known;
            }
            return known;
        }

        private static Map<String, Property> escaped(Map<String, ValueType> members) {
            var escaped = new HashMap<String, Property>(members.size() * 2);
            members.forEach((member, type) -> {
                var identifier = Identifiers.escape(member);
                if (identifier != null) {
                    escaped.put(identifier, new Property(member, type));
                }
            });
            return Map.copyOf(escaped);
        }

        public @Nullable Property property(String identifier) {
            return properties().get(identifier);
        }
    }
}
