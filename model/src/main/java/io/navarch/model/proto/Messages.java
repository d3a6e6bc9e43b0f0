package io.navarch.model.proto;

import io.navarch.model.schema.Schema;
import io.navarch.model.tree.Field;
import io.navarch.model.tree.FieldType;
import io.navarch.model.tree.StructType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the schema's types. Each row of the table names a type and its fields as {@code name:path} with letters
 * after the path: numbers joined by dots lead through the messages of embedded structs; {@code !} marks a field that keeps
 * its zero value; {@code r}, {@code b}, {@code a}, {@code s} and {@code w} the {@link Member.Wrapping} in its order. Rows
 * become layouts on first use.
 *
 * <p>The tables state facts of upstream's API: {@code protobuf.tsv} those of Kubernetes 1.33, {@code protobuf-extra.tsv}
 * what came later and what other groups have. Alpha fields whose number is not known are left out; they are not seen in
 * this encoding. A new version's fields are added to the second file from that version's {@code generated.proto} files.
 */
public final class Messages {
    private static final List<String> FILES = List.of("/io/navarch/protobuf.tsv", "/io/navarch/protobuf-extra.tsv");
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta";
    private static final String LETTERS = "rbasw";

    private final Map<String, String> rows;
    private final Map<StructType, Layout> layouts = new ConcurrentHashMap<>();

    private Messages(Map<String, String> rows) {
        this.rows = rows;
    }

    private static final class BuiltIn {
        static final Messages MESSAGES = new Messages(readRows());
    }

    /** Whether objects of the type can be written as protobuf: built-in types can, custom ones cannot. */
    public static boolean has(StructType type) {
        return BuiltIn.MESSAGES.rows.containsKey(type.name())
                && Schema.builtIn().find(type.name()) == type;
    }

    /**
     * The type of objects of that apiVersion ({@code apps/v1}) and kind, or null if it is not one that can be written as
     * protobuf. Kinds of the meta group are found in every group, as clients name them so.
     */
    public static @Nullable StructType type(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        var group = slash < 0 ? "" : apiVersion.substring(0, slash);
        var version = apiVersion.substring(slash + 1);
        var schema = Schema.builtIn();
        var type = schema.find(packageOf(group) + "." + version + "." + kind);
        if (type == null) {
            type = schema.find(META + ".v1." + kind);
        }
        return type != null && has(type) ? type : null;
    }

    private static String packageOf(String group) {
        return switch (group) {
            case "" -> "io.k8s.api.core";
            case "meta.k8s.io" -> META;
            case "internal.apiserver.k8s.io" -> "io.k8s.api.apiserverinternal";
            case "apiextensions.k8s.io" -> "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions";
            case "apiregistration.k8s.io" -> "io.k8s.kube-aggregator.pkg.apis.apiregistration";
            default -> "io.k8s.api." + group.substring(0, group.indexOf('.') < 0 ? group.length() : group.indexOf('.'));
        };
    }

    static Layout of(StructType type) {
        return BuiltIn.MESSAGES.layout(type);
    }

    private Layout layout(StructType type) {
        var known = layouts.get(type);
        if (known != null) {
            return known;
        }
        var row = rows.get(type.name());
        if (row == null) {
            throw new IllegalArgumentException("type " + type.name() + " has no protobuf message");
        }
        var made = compile(type, row);
        layouts.put(type, made);
        return made;
    }

    /** The members of one message, and of the messages inside it that hold fields of the same struct. */
    private static final class Draft {
        final List<Member> values = new ArrayList<>();
        final Map<Integer, Draft> groups = new TreeMap<>();

        Layout layout() {
            var members = new ArrayList<>(values);
            groups.forEach((number, group) -> members.add(new Member.Group(number, group.layout())));
            return new Layout(members);
        }
    }

    private static Layout compile(StructType type, String row) {
        var root = new Draft();
        for (var cell : row.isEmpty() ? new String[0] : row.split(" ")) {
            int colon = cell.lastIndexOf(':');
            var field = Objects.requireNonNull(type.field(cell.substring(0, colon)), cell);
            int end = cell.length();
            while (!Character.isDigit(cell.charAt(end - 1))) {
                end--;
            }
            var path = cell.substring(colon + 1, end).split("\\.");
            var draft = root;
            for (int i = 0; i < path.length - 1; i++) {
                draft = draft.groups.computeIfAbsent(Integer.valueOf(path[i]), absent -> new Draft());
            }
            int number = Integer.parseInt(path[path.length - 1]);
            draft.values.add(value(number, field, cell.substring(end)));
        }
        return root.layout();
    }

    private static Member.Value value(int number, Field field, String marks) {
        var element = field.type().element();
        var wrapping =
                element != null && element.kind() == FieldType.Kind.LIST ? Member.Wrapping.ITEMS : Member.Wrapping.NONE;
        for (int i = 0; i < marks.length(); i++) {
            int letter = LETTERS.indexOf(marks.charAt(i));
            if (letter >= 0) {
                wrapping = Member.Wrapping.values()[letter + 1];
            }
        }
        return new Member.Value(number, field, marks.indexOf('!') >= 0, wrapping);
    }

    private static Map<String, String> readRows() {
        var rows = new HashMap<String, String>();
        for (var file : FILES) {
            try (var stream = Objects.requireNonNull(Messages.class.getResourceAsStream(file), file)) {
                var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8), 1 << 16);
                reader.readLine();
                for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                    int tab = line.indexOf('\t');
                    rows.merge(line.substring(0, tab), line.substring(tab + 1), (first, more) -> first + " " + more);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return rows;
    }
}
