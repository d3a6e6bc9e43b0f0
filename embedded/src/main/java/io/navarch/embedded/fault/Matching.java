package io.navarch.embedded.fault;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.RequestInfo;
import io.navarch.embedded.Requests;

/** Says whether a request is among the chosen ones. */
final class Matching {
    private Matching() {}

    static boolean fits(Requests which, ApiRequest request) {
        var info = request.info();
        var agent = request.header("user-agent");
        return (which.verbs().isEmpty() || which.verbs().contains(info.verb()))
                && (which.resource().isEmpty()
                        || info.resourceRequest() && which.resource().equals(resource(info)))
                && equal(which.namespace(), info.namespace())
                && equal(which.name(), info.name())
                && equal(which.user(), request.user().name())
                && (which.agent().isEmpty() || agent != null && agent.startsWith(which.agent()));
    }

    private static boolean equal(String wanted, String actual) {
        return wanted.isEmpty() || wanted.equals(actual);
    }

    private static String resource(RequestInfo info) {
        var resource = info.group().isEmpty() ? info.resource() : info.resource() + "." + info.group();
        return info.subresource().isEmpty() ? resource : resource + "/" + info.subresource();
    }
}
