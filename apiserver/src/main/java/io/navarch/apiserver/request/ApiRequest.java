package io.navarch.apiserver.request;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose sender is known.
 *
 * @param method the HTTP method, upper case
 * @param path the decoded path without the query
 * @param query decoded query parameters in their order
 * @param headers by lower-case name
 * @param body the whole body; empty without one
 * @param info what the path and method mean
 */
public record ApiRequest(
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, String> headers,
        byte[] body,
        User user,
        RequestInfo info) {

    /** The first value of a query parameter, or "". */
    public String parameter(String name) {
        var values = query.get(name);
        return values == null || values.isEmpty() ? "" : values.get(0);
    }

    public @Nullable String header(String lowerCaseName) {
        return headers.get(lowerCaseName);
    }

    /** Whether a boolean query parameter is set, as upstream reads it: present and neither 0 nor false. */
    public boolean flag(String name) {
        var value = query.get(name);
        return value != null
                && !value.isEmpty()
                && !value.get(0).equals("false")
                && !value.get(0).equals("0");
    }
}
