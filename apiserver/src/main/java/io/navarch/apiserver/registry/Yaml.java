package io.navarch.apiserver.registry;

import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonNull;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** YAML to JSON and back. YAML is read with the booleans of YAML 1.1 (y, n, on, off), as upstream reads it. */
public final class Yaml {
    private static final int MOST_ALIASES = 100;
    private static final int DEEPEST = 100;

    private Yaml() {}

    /** The one document in JSON. Duplicate keys are kept out; the last counts. */
    static byte[] toJson(byte[] yaml) {
        return reading(() -> JsonWriter.bytes(tree(loader().load(new String(yaml, StandardCharsets.UTF_8)))));
    }

    /** The objects of a file of several documents, such as a manifest; empty documents are left out. */
    public static List<Dict> documents(String yaml) {
        return reading(() -> {
            var found = new ArrayList<Dict>();
            for (var loaded : loader().loadAll(yaml)) {
                if (tree(loaded) instanceof Dict document) {
                    found.add(document);
                }
            }
            return found;
        });
    }

    private static org.yaml.snakeyaml.Yaml loader() {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(MOST_ALIASES);
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setAllowDuplicateKeys(true);
        return new org.yaml.snakeyaml.Yaml(
                new GoConstructor(options),
                new Representer(new DumperOptions()),
                new DumperOptions(),
                options,
                new GoResolver());
    }

    private static <T> T reading(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new DecodeException("yaml: line " + line + ": " + e.getProblem());
        } catch (YAMLException e) {
            throw new DecodeException("yaml: " + e.getMessage());
        }
    }

    /** Gives the one-letter booleans their value. */
    private static final class GoConstructor extends SafeConstructor {
        GoConstructor(LoaderOptions options) {
            super(options);
            var others = java.util.Objects.requireNonNull(yamlConstructors.get(Tag.BOOL));
            yamlConstructors.put(Tag.BOOL, new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    var text = ((ScalarNode) node).getValue();
                    return switch (text) {
                        case "y", "Y" -> true;
                        case "n", "N" -> false;
                        default -> others.construct(node);
                    };
                }
            });
        }
    }

    /** Reads timestamps as text, and knows the one-letter booleans. */
    private static final class GoResolver extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            var booleans = java.util.regex.Pattern.compile(
                    "^(?:y|Y|n|N|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$");
            addImplicitResolver(Tag.BOOL, booleans, "yYnNtTfFoO", 10);
            addImplicitResolver(Tag.INT, INT, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<", 10);
            addImplicitResolver(Tag.NULL, NULL, "~nN\0", 10);
            addImplicitResolver(Tag.NULL, EMPTY, null, 10);
        }
    }

    private static Object tree(@Nullable Object value) {
        return switch (value) {
            case null -> JsonNull.NULL;
            case String text -> text;
            case Boolean flag -> flag;
            case Integer number -> number.longValue();
            case Long number -> number;
            case Number number -> number.doubleValue();
            case Date date -> date.toInstant().toString();
            case byte[] bytes -> java.util.Base64.getEncoder().encodeToString(bytes);
            case Map<?, ?> map -> {
                var builder = Dict.builder();
                map.forEach((key, member) -> builder.put(String.valueOf(key), tree(member)));
                yield builder.build();
            }
            case Iterable<?> elements -> {
                var list = new ArrayList<Object>();
                elements.forEach(element -> list.add(tree(element)));
                yield List.copyOf(list);
            }
            default -> value.toString();
        };
    }

    /** A JSON document as YAML in block style, keys in alphabetical order. */
    static byte[] ofJson(byte[] json) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndicatorIndent(0);
        options.setSplitLines(false);
        var text = new org.yaml.snakeyaml.Yaml(options).dump(plain(JsonReader.any(json)));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable Object plain(Object value) {
        return switch (value) {
            case JsonNull ignored -> null;
            case Dict dict -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                dict.forEachMember((name, member) -> map.put(name, plain(member)));
                yield map;
            }
            case List<?> list -> {
                var plain = new ArrayList<@Nullable Object>();
                list.forEach(element -> plain.add(plain(element)));
                yield plain;
            }
            default -> value;
        };
    }
}
