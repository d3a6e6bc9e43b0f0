package io.navarch.apiserver.openapi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** What types and fields are for, in words. Immutable. */
final class Descriptions {
    private static final String FILE = "/io/navarch/apiserver/descriptions.tsv.gz";

    private static final String CONVENTIONS =
            "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

    /** {@code type\tfield}, or the type alone, to its text. */
    private final Map<String, String> texts;

    private Descriptions(Map<String, String> texts) {
        this.texts = texts;
    }

    /** Reads the texts, which takes a moment and some memory: let go of them when the document is written. */
    static Descriptions read() {
        var texts = new HashMap<String, String>();
        try (var file = Descriptions.class.getResourceAsStream(FILE)) {
            if (file == null) {
                return new Descriptions(Map.of());
            }
            var reader = new BufferedReader(new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8));
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                int end = line.lastIndexOf('\t');
                texts.put(line.substring(0, end), line.substring(end + 1).replace("\\n", "\n"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Descriptions(texts);
    }

    Optional<String> ofType(String type) {
        return Optional.ofNullable(texts.get(type));
    }

    Optional<String> ofField(String type, String field) {
        var text = texts.get(type + "\t" + field);
        return text == null && field.equals("metadata") ? Optional.of(metadata(type)) : Optional.ofNullable(text);
    }

    /** The texts leave fields out that hold objects of another type; of this one every kind says the same. */
    private static String metadata(String type) {
        return type.endsWith("List")
                ? "Standard list metadata. More info: " + CONVENTIONS + "#types-kinds"
                : "Standard object's metadata. More info: " + CONVENTIONS + "#metadata";
    }
}
