package io.navarch.apiserver.pipeline;

import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.auth.Forbidden;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.RequestInfo;
import io.navarch.apiserver.request.User;
import io.navarch.model.status.ApiException;
import io.navarch.model.status.Reason;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lets those who may act as somebody else: the {@code Impersonate-User, -Group, -Uid, -Extra-*} headers. */
final class Impersonation {
    private static final String USER = "impersonate-user";
    private static final String GROUP = "impersonate-group";
    private static final String UID = "impersonate-uid";
    private static final String EXTRA = "impersonate-extra-";
    private static final String ACCOUNT = "system:serviceaccount:";

    private final Authorizer authorizer;

    Impersonation(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /** The request as the user that it wants to be; itself without impersonation. */
    ApiRequest apply(ApiRequest request) {
        boolean wanted = false;
        for (var name : request.headers().keySet()) {
            wanted |= name.startsWith("impersonate-");
        }
        if (!wanted) {
            return request;
        }
        var name = request.headers().getOrDefault(USER, "");
        if (name.isEmpty()) {
            throw new ApiException(
                    Reason.INTERNAL_ERROR,
                    "Internal error occurred: requested impersonation without impersonating a user: "
                            + "impersonation of groups, a uid or extras needs a user");
        }
        return withUser(request, impersonated(request, name));
    }

    private User impersonated(ApiRequest request, String name) {
        var groups = new ArrayList<>(values(request.headers().getOrDefault(GROUP, "")));
        boolean account = name.startsWith(ACCOUNT) && name.split(":", -1).length == 4;
        if (account) {
            var parts = name.split(":", -1);
            check(request, "", "serviceaccounts", "", parts[2], parts[3]);
            if (groups.isEmpty()) {
                groups.add("system:serviceaccounts");
                groups.add("system:serviceaccounts:" + parts[2]);
            }
        } else {
            check(request, "", "users", "", "", name);
        }
        for (var group : values(request.headers().getOrDefault(GROUP, ""))) {
            check(request, "", "groups", "", "", group);
        }
        var uid = request.headers().getOrDefault(UID, "");
        if (!uid.isEmpty()) {
            check(request, "authentication.k8s.io", "uids", "", "", uid);
        }
        var extra = extra(request);
        boolean anonymous = name.equals(User.ANONYMOUS.name());
        var marker = anonymous ? "system:unauthenticated" : "system:authenticated";
        if (!groups.contains(marker)) {
            groups.add(marker);
        }
        return new User(name, uid, List.copyOf(groups), extra);
    }

    private Map<String, List<String>> extra(ApiRequest request) {
        var extra = new LinkedHashMap<String, List<String>>();
        request.headers().forEach((header, joined) -> {
            if (header.startsWith(EXTRA)) {
                var key = URLDecoder.decode(header.substring(EXTRA.length()), StandardCharsets.UTF_8)
                        .toLowerCase(Locale.ROOT);
                for (var value : values(joined)) {
                    check(request, "authentication.k8s.io", "userextras", key, "", value);
                    extra.computeIfAbsent(key, absent -> new ArrayList<>()).add(value);
                }
            }
        });
        return Map.copyOf(extra);
    }

    private void check(
            ApiRequest request, String group, String resource, String subresource, String namespace, String name) {
        var info = new RequestInfo(true, "impersonate", group, "v1", namespace, resource, subresource, name, List.of());
        var asked =
                new ApiRequest(request.method(), request.path(), Map.of(), Map.of(), new byte[0], request.user(), info);
        var decision = authorizer.authorize(Authorizer.Attributes.of(asked));
        if (!decision.allowed()) {
            throw Forbidden.of(asked, decision.reason());
        }
    }

    private static List<String> values(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split("\n"));
    }

    private static ApiRequest withUser(ApiRequest request, User user) {
        return new ApiRequest(
                request.method(),
                request.path(),
                request.query(),
                request.headers(),
                request.body(),
                user,
                request.info());
    }
}
