package io.navarch.apiserver.registry;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.watchcache.CachedObject;
import io.navarch.apiserver.watchcache.Encoding;
import io.navarch.apiserver.watchcache.Selection;
import io.navarch.model.meta.v1.ListMeta;
import io.navarch.model.meta.v1.StatusDetails;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.tree.Struct;
import io.navarch.store.CompactedException;
import io.navarch.store.FutureRevisionException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers get and list from stored bytes, without building trees. Called on request threads; holds no state. */
final class Reader {
    private static final byte[] COMMA = {','};
    private static final byte[] END = "]}\n".getBytes(StandardCharsets.US_ASCII);

    private static final String EXPIRED_TOKEN =
            "The provided continue parameter is too old to display a consistent list result. You can start a new list"
                    + " without the continue parameter, or use the continue token in this response to retrieve the"
                    + " remainder of the results. Continuing with the provided token results in an inconsistent list -"
                    + " objects that were created, modified, or deleted between the time the first chunk was returned"
                    + " and now may show up in the list.";

    /**
     * Some objects of a list.
     *
     * @param next the token of the next page, or ""
     * @param remaining how many objects follow, -1 if unknown or none
     */
    private record Page(List<CachedObject> objects, long revision, String next, long remaining) {}

    ApiResponse get(Endpoint endpoint, ApiRequest request, String namespace, String name) throws InterruptedException {
        var accepted = endpoint.accepted(request);
        var version = request.parameter("resourceVersion");
        var storage = endpoint.storage();
        var key = storage.key(namespace, name);
        Written found;
        if (version.isEmpty()) {
            var record = storage.store().get(key);
            found = record == null ? null : new Written(storage.json(record), record.modRevision());
        } else {
            var object = storage.cache().atLeast(ListOptions.revision(version)).get(key);
            found = object == null ? null : new Written(object.json(), object.revision());
        }
        if (found == null) {
            throw endpoint.notFound(name);
        }
        return Answers.object(200, endpoint, accepted, request.parameter("includeObject"), found);
    }

    ApiResponse list(Endpoint endpoint, ApiRequest request, String namespace) throws InterruptedException {
        var accepted = endpoint.accepted(request);
        var options = ListOptions.of(request, false);
        var selection = Selections.of(request, endpoint, namespace, "");
        var page = page(endpoint.storage(), selection, options);
        return answer(endpoint, request, accepted, page);
    }

    private static Page page(ResourceStorage storage, Selection selection, ListOptions options)
            throws InterruptedException {
        if (!options.continuation().isEmpty()) {
            if (!options.resourceVersion().isEmpty()
                    && !options.resourceVersion().equals("0")) {
                throw ApiException.badRequest("specifying resource version is not allowed when using continue");
            }
            return following(storage, selection, options);
        }
        long revision = options.revision();
        if (options.match().equals("Exact")) {
            return exact(storage, selection, options, revision);
        }
        var cache = storage.cache();
        var snapshot = options.resourceVersion().isEmpty()
                ? cache.current()
                : revision == 0 ? cache.snapshot() : cache.atLeast(revision);
        var found = snapshot.select(selection);
        boolean paged = options.limit() > 0 && !options.resourceVersion().equals("0");
        return cut(storage, selection, found, paged ? options.limit() : 0, snapshot.revision());
    }

    private static Page cut(
            ResourceStorage storage, Selection selection, List<CachedObject> found, long limit, long revision) {
        if (limit <= 0 || found.size() <= limit) {
            return new Page(found, revision, "", -1);
        }
        var objects = found.subList(0, (int) limit);
        long remaining = selection.selectsAll() ? found.size() - limit : -1;
        return new Page(objects, revision, token(storage, selection, objects, revision), remaining);
    }

    private static String token(
            ResourceStorage storage, Selection selection, List<CachedObject> objects, long revision) {
        var last = objects.get(objects.size() - 1).key();
        return ContinueToken.after(last.substring(selection.prefix().length()), revision)
                .toString();
    }

    /** A page at a revision of the past. */
    private static Page exact(ResourceStorage storage, Selection selection, ListOptions options, long revision) {
        try {
            return atRevision(storage, selection, selection.prefix(), options.limit(), revision);
        } catch (CompactedException e) {
            throw new ApiException(Reason.EXPIRED, "The resourceVersion for the provided list is too old.");
        } catch (FutureRevisionException e) {
            throw new ApiException(
                    Reason.TIMEOUT,
                    "Too large resource version: " + revision + ", current: " + e.currentRevision(),
                    StatusDetails.EMPTY.withRetryAfterSeconds(1));
        }
    }

    private static Page following(ResourceStorage storage, Selection selection, ListOptions options) {
        var token = ContinueToken.parse(options.continuation());
        long revision = token.revision() == ContinueToken.INCONSISTENT ? 0 : token.revision();
        try {
            return atRevision(storage, selection, selection.prefix() + token.start(), options.limit(), revision);
        } catch (CompactedException e) {
            var again = new ContinueToken(ContinueToken.INCONSISTENT, token.start()).toString();
            throw new ApiException(ApiException.status(Reason.EXPIRED, EXPIRED_TOKEN, StatusDetails.EMPTY)
                    .withMetadata(new ListMeta(ListMeta.EMPTY.tree().with("continue", again))));
        } catch (FutureRevisionException e) {
            throw ApiException.badRequest(
                    "invalid continue token: continue key is not valid: unknown resource version");
        }
    }

    private static Page atRevision(
            ResourceStorage storage, Selection selection, String start, long limit, long revision) {
        var found = new ArrayList<CachedObject>();
        var cache = storage.cache();
        var from = start;
        long at = revision;
        while (true) {
            int chunk =
                    limit <= 0 ? 0 : (int) Math.min(Integer.MAX_VALUE - 1, selection.selectsAll() ? limit : limit * 4);
            var range = storage.store().list(selection.prefix(), from, chunk, at);
            at = range.revision();
            long shownRevision = revision == 0 ? at : revision;
            for (int i = 0; i < range.records().size(); i++) {
                var record = range.records().get(i);
                var known = cache.snapshot().get(record.key());
                var object = known != null && known.revision() == record.modRevision() ? known : cache.cached(record);
                if (!selection.matches(object)) {
                    continue;
                }
                found.add(object);
                boolean more = range.more() || i + 1 < range.records().size();
                if (found.size() == limit && more) {
                    long remaining = selection.selectsAll()
                            ? range.count() - range.records().size()
                            : -1;
                    return new Page(found, shownRevision, token(storage, selection, found, shownRevision), remaining);
                }
            }
            if (!range.more()) {
                return new Page(found, shownRevision, "", -1);
            }
            from = range.records().get(range.records().size() - 1).key() + "\0";
        }
    }

    private static ApiResponse answer(Endpoint endpoint, ApiRequest request, Accepted accepted, Page page) {
        if (accepted.as() == Accepted.As.TABLE) {
            var metadata = Dict.builder().put("resourceVersion", Long.toString(page.revision()));
            if (!page.next().isEmpty()) {
                metadata.put("continue", page.next());
            }
            if (page.remaining() > 0) {
                metadata.put("remainingItemCount", page.remaining());
            }
            var form = endpoint.storage().form();
            Iterable<Struct> trees = endpoint.converts()
                    ? endpoint.allToServed(page.objects())
                    : () -> page.objects().stream()
                            .map(object -> endpoint.toServed(form.read(object.json(), object.revision())))
                            .iterator();
            var table = endpoint.table(
                    trees, accepted, Answers.include(request.parameter("includeObject")), metadata.build());
            return Answers.document(200, accepted, table);
        }
        if (accepted.format() == Accepted.Format.PROTOBUF) {
            return Answers.protobuf(200, messages(endpoint, accepted, page));
        }
        return Answers.document(200, accepted, items(endpoint, accepted, page));
    }

    private static String listKind(Endpoint endpoint, Accepted accepted) {
        return accepted.as() == Accepted.As.METADATA
                ? "PartialObjectMetadataList"
                : endpoint.served().definition().listKind();
    }

    private static String listVersion(Endpoint endpoint, Accepted accepted) {
        return accepted.as() == Accepted.As.METADATA
                ? accepted.metaVersion()
                : endpoint.served().apiVersion();
    }

    private static List<ByteBuffer> messages(Endpoint endpoint, Accepted accepted, Page page) {
        var metadata = ListMeta.EMPTY.withResourceVersion(Long.toString(page.revision()));
        if (!page.next().isEmpty()) {
            metadata = new ListMeta(metadata.tree().with("continue", page.next()));
        }
        if (page.remaining() > 0) {
            metadata = metadata.withRemainingItemCount(page.remaining());
        }
        return endpoint.protobuf(accepted)
                .list(listVersion(endpoint, accepted), listKind(endpoint, accepted), metadata, page.objects());
    }

    private static List<ByteBuffer> items(Endpoint endpoint, Accepted accepted, Page page) {
        var head = new StringBuilder("{\"kind\":\"")
                .append(listKind(endpoint, accepted))
                .append("\",\"apiVersion\":\"")
                .append(listVersion(endpoint, accepted))
                .append("\",\"metadata\":{\"resourceVersion\":\"")
                .append(page.revision())
                .append('"');
        if (!page.next().isEmpty()) {
            head.append(",\"continue\":\"").append(page.next()).append('"');
        }
        if (page.remaining() > 0) {
            head.append(",\"remainingItemCount\":").append(page.remaining());
        }
        head.append("},\"items\":[");
        var segments = new ArrayList<ByteBuffer>(page.objects().size() * 4 + 2);
        segments.add(ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.UTF_8)));
        if (endpoint.converts() && accepted.as() == Accepted.As.OBJECT) {
            addConverted(endpoint.allToServed(page.objects()), segments);
        } else {
            addEncoded(endpoint.encoding(accepted, TableMaker.IncludeObject.METADATA), page, segments);
        }
        segments.add(ByteBuffer.wrap(END));
        return segments;
    }

    private static void addEncoded(Encoding encoding, Page page, List<ByteBuffer> segments) {
        boolean first = true;
        for (var object : page.objects()) {
            if (!first) {
                segments.add(ByteBuffer.wrap(COMMA));
            }
            first = false;
            encoding.object(object, segments);
        }
    }

    private static void addConverted(List<Struct> objects, List<ByteBuffer> segments) {
        for (int i = 0; i < objects.size(); i++) {
            if (i > 0) {
                segments.add(ByteBuffer.wrap(COMMA));
            }
            segments.add(ByteBuffer.wrap(JsonWriter.bytes(objects.get(i))));
        }
    }
}
