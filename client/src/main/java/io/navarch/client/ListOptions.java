package io.navarch.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What a list or watch asks for; empty strings ask for nothing.
 *
 * @param limit the page size, 0 for all
 */
public record ListOptions(
        String labelSelector,
        String fieldSelector,
        String resourceVersion,
        String resourceVersionMatch,
        int limit,
        String continueToken) {
    public static final ListOptions ALL = new ListOptions("", "", "", "", 0, "");

    /** A list from the server's cache, as informers begin with. */
    public static final ListOptions CACHED = new ListOptions("", "", "0", "", 0, "");

    public ListOptions withLabels(String selector) {
        return new ListOptions(selector, fieldSelector, resourceVersion, resourceVersionMatch, limit, continueToken);
    }

    public ListOptions withFields(String selector) {
        return new ListOptions(labelSelector, selector, resourceVersion, resourceVersionMatch, limit, continueToken);
    }

    public ListOptions withResourceVersion(String version) {
        return new ListOptions(labelSelector, fieldSelector, version, resourceVersionMatch, limit, continueToken);
    }

    public ListOptions page(int size, String token) {
        return new ListOptions(labelSelector, fieldSelector, resourceVersion, resourceVersionMatch, size, token);
    }

    /** The query string, with a leading {@code ?} unless it is empty. */
    String query(String more) {
        var query = new StringBuilder(more);
        add(query, "labelSelector", labelSelector);
        add(query, "fieldSelector", fieldSelector);
        add(query, "resourceVersion", resourceVersion);
        add(query, "resourceVersionMatch", resourceVersionMatch);
        add(query, "limit", limit == 0 ? "" : Integer.toString(limit));
        add(query, "continue", continueToken);
        return query.isEmpty() ? "" : "?" + query;
    }

    private static void add(StringBuilder query, String name, String value) {
        if (!value.isEmpty()) {
            query.append(query.isEmpty() ? "" : "&").append(name).append('=').append(encode(value));
        }
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
