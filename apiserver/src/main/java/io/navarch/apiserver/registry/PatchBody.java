package io.navarch.apiserver.registry;

import io.navarch.apiserver.patch.JsonPatch;
import io.navarch.apiserver.patch.MergePatch;
import io.navarch.apiserver.patch.PatchException;
import io.navarch.apiserver.patch.StrategicMergePatch;
import io.navarch.apiserver.patch.Trees;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.model.custom.SchemaPruning;
import io.navarch.model.kind.KindVersion;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.DecodeException;
import io.navarch.model.tree.DecodeFindings;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.Struct;
import io.navarch.model.tree.StructType;
import java.util.List;
import java.util.function.Consumer;

/** The patch that a request carries, ready to be applied to any state of the object. */
sealed interface PatchBody {
    String JSON = "application/json-patch+json";
    String MERGE = "application/merge-patch+json";
    String STRATEGIC = "application/strategic-merge-patch+json";
    String APPLY = "application/apply-patch+yaml";
    int MOST_OPERATIONS = 10_000;

    /** The object, as a schema-less tree, with the patch applied. */
    Object apply(StructType type, Dict object);

    record JsonBody(JsonPatch patch) implements PatchBody {
        @Override
        public Object apply(StructType type, Dict object) {
            try {
                return patch.apply(object);
            } catch (PatchException e) {
                throw new ApiException(
                        Reason.INVALID, "the server rejected our request due to an error in our request");
            }
        }
    }

    record MergeBody(Object patch) implements PatchBody {
        @Override
        public Object apply(StructType type, Dict object) {
            return MergePatch.apply(object, patch);
        }
    }

    record StrategicBody(Dict patch) implements PatchBody {
        @Override
        public Object apply(StructType type, Dict object) {
            try {
                return StrategicMergePatch.apply(type, object, patch);
            } catch (PatchException e) {
                throw ApiException.badRequest(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Reads the patch. Server-side apply is not among these. */
    static PatchBody of(ApiRequest request, boolean custom) {
        try {
            return switch (BodyReader.mediaType(request)) {
                case JSON -> json(JsonReader.any(request.body()));
                case MERGE -> new MergeBody(JsonReader.any(request.body()));
                case STRATEGIC -> {
                    if (custom) {
                        throw unsupported(
                                "the body of the request was in an unknown format - accepted media types include:"
                                        + " application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
                    }
                    yield strategic(JsonReader.any(request.body()));
                }
                default -> throw unsupported("415: Unsupported Media Type");
            };
        } catch (DecodeException e) {
            throw ApiException.badRequest("error decoding patch: " + e.getMessage());
        }
    }

    private static ApiException unsupported(String message) {
        return new ApiException(Reason.UNSUPPORTED_MEDIA_TYPE, message);
    }

    private static PatchBody json(Object tree) {
        if (!(tree instanceof List<?> operations)) {
            throw new DecodeException("json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp");
        }
        if (operations.size() > MOST_OPERATIONS) {
            throw new ApiException(
                    Reason.REQUEST_ENTITY_TOO_LARGE,
                    "The allowed maximum operations in a JSON patch is " + MOST_OPERATIONS + ", got "
                            + operations.size());
        }
        try {
            return new JsonBody(JsonPatch.of(operations));
        } catch (PatchException e) {
            throw new DecodeException(String.valueOf(e.getMessage()));
        }
    }

    private static PatchBody strategic(Object tree) {
        if (tree instanceof Dict patch) {
            return new StrategicBody(patch);
        }
        throw new DecodeException("json: cannot unmarshal array into Go value of type map[string]interface {}");
    }

    /** The patched tree as an object of the type again. */
    static Struct typed(
            KindVersion version, Object patched, ApiRequest request, String validation, Consumer<String> warnings) {
        var findings = validation.equals("Ignore") ? null : new DecodeFindings();
        Struct object;
        try {
            object = Trees.typed(version.type(), patched, findings);
            var custom = version.custom();
            if (custom != null) {
                object = SchemaPruning.prune(custom.schema(), object, findings);
            }
        } catch (DecodeException e) {
            throw PatchFaults.of(request, String.valueOf(e.getMessage()));
        }
        if (findings != null && !findings.messages().isEmpty()) {
            if (validation.equals("Strict")) {
                throw PatchFaults.of(request, "strict decoding error: " + String.join(", ", findings.messages()));
            }
            findings.messages().forEach(warnings);
        }
        return object;
    }
}
