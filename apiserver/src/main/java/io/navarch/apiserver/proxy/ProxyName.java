package io.navarch.apiserver.proxy;

import io.navarch.model.status.ApiException;

/**
 * The name in a proxy path: {@code name}, {@code name:port} or {@code scheme:name:port}.
 *
 * @param scheme http, https or ""
 * @param port a number, the name of a service's port, or ""
 */
record ProxyName(String scheme, String name, String port) {
    static ProxyName parse(String kind, String text) {
        var parts = text.split(":", -1);
        return switch (parts.length) {
            case 1 -> new ProxyName("", parts[0], "");
            case 2 -> new ProxyName("", parts[0], parts[1]);
            case 3 -> new ProxyName(parts[0], parts[1], parts[2]);
            default -> throw ApiException.badRequest("invalid " + kind + " request \"" + text + "\"");
        };
    }

    boolean secure() {
        return scheme.equals("https");
    }

    /** The port as a number, or the other if there is none. */
    int portOr(int otherwise) {
        if (port.isEmpty()) {
            return otherwise;
        }
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("invalid port \"" + port + "\"");
        }
    }
}
