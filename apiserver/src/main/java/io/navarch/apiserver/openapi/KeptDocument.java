package io.navarch.apiserver.openapi;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A large document, kept compressed.
 *
 * @param hash of the plain bytes, in hexadecimal digits
 */
record KeptDocument(String contentType, byte[] gzip, String hash) {

    static KeptDocument of(String contentType, byte[] plain) {
        var compressed = new ByteArrayOutputStream(plain.length / 8);
        try (var gzip = new GZIPOutputStream(compressed)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new KeptDocument(contentType, compressed.toByteArray(), hash(plain));
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The document, compressed if the client takes it so; 304 if the client has it. */
    ApiResponse answer(ApiRequest request) {
        var etag = '"' + hash + '"';
        var headers = new HashMap<String, List<String>>();
        headers.put("ETag", List.of(etag));
        headers.put("Vary", List.of("Accept-Encoding", "Accept"));
        if (etag.equals(request.header("if-none-match"))) {
            return new ApiResponse(304, contentType, Map.copyOf(headers), ApiResponse.Bytes.of(new byte[0]));
        }
        if (!request.parameter("hash").isEmpty()) {
            headers.put("Cache-Control", List.of("public, immutable"));
        }
        var accepted = request.header("accept-encoding");
        if (accepted != null && new ArrayList<>(List.of(accepted.split("[,; ]+"))).contains("gzip")) {
            headers.put("Content-Encoding", List.of("gzip"));
            return new ApiResponse(200, contentType, Map.copyOf(headers), ApiResponse.Bytes.of(gzip));
        }
        return new ApiResponse(200, contentType, Map.copyOf(headers), ApiResponse.Bytes.of(plain()));
    }

    byte[] plain() {
        try (var input = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return input.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
