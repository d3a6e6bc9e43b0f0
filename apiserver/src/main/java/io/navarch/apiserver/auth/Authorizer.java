package io.navarch.apiserver.auth;

import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Decides whether a request may be made. Thread-safe; takes microseconds and does not block. */
@FunctionalInterface
public interface Authorizer {
    Decision authorize(Attributes attributes);

    /**
     * What is decided about.
     *
     * @param name "" for collections and creation
     * @param path of the request; tells non-resource requests apart
     */
    record Attributes(
            User user,
            String verb,
            String group,
            String version,
            String resource,
            String subresource,
            String namespace,
            String name,
            boolean resourceRequest,
            String path) {

        public static Attributes of(ApiRequest request) {
            var info = request.info();
            return info.resourceRequest()
                    ? new Attributes(
                            request.user(),
                            info.verb(),
                            info.group(),
                            info.version(),
                            info.resource(),
                            info.subresource(),
                            info.namespace(),
                            info.name(),
                            true,
                            request.path())
                    : nonResource(request.user(), request.method().toLowerCase(Locale.ROOT), request.path());
        }

        public static Attributes nonResource(User user, String verb, String path) {
            return new Attributes(user, verb, "", "", "", "", "", "", false, path);
        }

        /** {@code resource} or {@code resource/subresource}, as rules name it. */
        public String qualifiedResource() {
            return subresource.isEmpty() ? resource : resource + "/" + subresource;
        }
    }

    /** How sure an authoriser is. */
    enum Verdict {
        ALLOW,
        DENY,
        NO_OPINION
    }

    /** @param why worded only when somebody asks, which for what is allowed hardly anybody does */
    record Decision(Verdict verdict, Supplier<String> why) {
        public static final Decision ALLOWED = allowed(() -> "");
        public static final Decision NO_OPINION = noOpinion("");

        public static Decision noOpinion(String reason) {
            return new Decision(Verdict.NO_OPINION, () -> reason);
        }

        public static Decision allowed(Supplier<String> why) {
            return new Decision(Verdict.ALLOW, why);
        }

        /** Why, for the client and for access reviews; may be "". */
        public String reason() {
            return why.get();
        }

        public boolean allowed() {
            return verdict == Verdict.ALLOW;
        }
    }

    /** Allows everything: the mode AlwaysAllow. */
    Authorizer ALWAYS_ALLOW = attributes -> Decision.ALLOWED;

    /** Allows members of system:masters everything; has no opinion on others. */
    Authorizer MASTERS =
            attributes -> attributes.user().groups().contains(User.MASTERS) ? Decision.ALLOWED : Decision.NO_OPINION;

    /** Asks one after the other; the first that has an opinion decides. */
    static Authorizer chain(List<Authorizer> authorizers) {
        var order = List.copyOf(authorizers);
        return attributes -> {
            var reasons = new ArrayList<String>(0);
            for (var authorizer : order) {
                var decision = authorizer.authorize(attributes);
                if (decision.verdict() != Verdict.NO_OPINION) {
                    return decision;
                }
                if (!decision.reason().isEmpty()) {
                    reasons.add(decision.reason());
                }
            }
            return reasons.isEmpty() ? Decision.NO_OPINION : Decision.noOpinion(String.join(", ", reasons));
        };
    }
}
