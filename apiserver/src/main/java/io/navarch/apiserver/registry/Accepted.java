package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The form in which a client wants its answer.
 *
 * @param metaVersion the version of the meta group that a table or partial object is of
 */
record Accepted(Format format, As as, String metaVersion, boolean pretty) {
    enum Format {
        JSON,
        YAML,
        PROTOBUF
    }

    /** What is shown of an object. */
    enum As {
        OBJECT,
        TABLE,
        METADATA
    }

    private record Clause(String type, Map<String, String> parameters, double quality) {}

    /** Reads the Accept header; the first form in the client's order of liking that can be given counts. */
    static Accepted by(ApiRequest request) {
        return by(request, true);
    }

    /** @param protobuf whether the objects asked for can be written so; custom ones cannot */
    static Accepted by(ApiRequest request, boolean protobuf) {
        boolean pretty = pretty(request);
        var header = request.header("accept");
        if (header == null || header.isBlank()) {
            return new Accepted(Format.JSON, As.OBJECT, "", pretty);
        }
        for (var clause : clauses(header)) {
            var accepted = accept(clause, pretty);
            if (accepted != null && (protobuf || accepted.format() != Format.PROTOBUF)) {
                return accepted;
            }
        }
        throw notAcceptable(protobuf);
    }

    private static ApiException notAcceptable(boolean protobuf) {
        return new ApiException(
                Reason.NOT_ACCEPTABLE,
                "only the following media types are accepted: application/json, application/yaml"
                        + (protobuf ? ", " + BodyReader.PROTOBUF : ""));
    }

    /** Refuses a client that accepts tables alone of what is never shown as one. */
    static void refuseTables(ApiRequest request) {
        if (by(request).as() == As.TABLE) {
            throw notAcceptable(true);
        }
    }

    private static boolean pretty(ApiRequest request) {
        var wanted = request.parameter("pretty");
        if (!wanted.isEmpty()) {
            return wanted.equals("true") || wanted.equals("1");
        }
        var agent = request.header("user-agent");
        return agent != null
                && (agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0"));
    }

    private static @org.jspecify.annotations.Nullable Accepted accept(Clause clause, boolean pretty) {
        Format format =
                switch (clause.type()) {
                    case "application/json", "*/*", "application/*" -> Format.JSON;
                    case "application/yaml" -> Format.YAML;
                    case BodyReader.PROTOBUF -> Format.PROTOBUF;
                    default -> null;
                };
        if (format == null) {
            return null;
        }
        var as = clause.parameters().get("as");
        if (as == null) {
            return new Accepted(format, As.OBJECT, "", pretty);
        }
        var version = clause.parameters().getOrDefault("v", "v1");
        boolean meta = "meta.k8s.io".equals(clause.parameters().get("g"))
                && (version.equals("v1") || version.equals("v1beta1"));
        if (!meta) {
            return null;
        }
        return switch (as) {
            case "Table" ->
                format == Format.PROTOBUF ? null : new Accepted(format, As.TABLE, "meta.k8s.io/" + version, pretty);
            case "PartialObjectMetadata", "PartialObjectMetadataList" ->
                new Accepted(format, As.METADATA, "meta.k8s.io/" + version, pretty);
            default -> null;
        };
    }

    private static List<Clause> clauses(String header) {
        var clauses = new ArrayList<Clause>();
        for (var text : header.split(",")) {
            var parts = text.split(";");
            var parameters = new HashMap<String, String>();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                if (equals > 0) {
                    parameters.put(
                            parts[i].substring(0, equals).strip(),
                            parts[i].substring(equals + 1).strip());
                }
            }
            clauses.add(
                    new Clause(parts[0].strip().toLowerCase(Locale.ROOT), parameters, quality(parameters.get("q"))));
        }
        clauses.sort(Comparator.comparingDouble(Clause::quality).reversed());
        return clauses;
    }

    private static double quality(@org.jspecify.annotations.Nullable String text) {
        try {
            return text == null ? 1 : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
