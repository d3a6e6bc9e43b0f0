package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What upstream asks of a kind that it calls "should support … API operations": every verb, seen by a watch too. */
final class ApiOperations {
    private ApiOperations() {}

    /**
     * @param objects makes an object of a name; its label {@code set} has a value that only the three of this test have
     * @param field a member of the spec that is patched, or ""
     */
    static void all(
            Running api,
            String path,
            String name,
            UnaryOperator<String> objects,
            String field,
            @Nullable Object value) {
        var selected = "?labelSelector=set%3D" + name;
        UnaryOperator<String> marked = one -> objects.apply(one)
                .replaceFirst(
                        "'metadata':\\{'name':'" + one + "'(,'labels':\\{[^}]*})?",
                        "'metadata':{'name':'" + one + "','labels':{'set':'" + name + "'}");
        try (var watch = api.watch(path + selected + "&watch=true")) {
            var made = api.made(path, marked.apply(name + "-a"));
            assertThat(ok(api.get(path + "/" + name + "-a")).text("metadata", "uid"))
                    .isEqualTo(made.text("metadata", "uid"));
            api.made(path, marked.apply(name + "-b"));
            api.made(path, marked.apply(name + "-c"));
            assertThat(ok(api.get(path + selected)).names()).hasSize(3);
            var spec = field.isEmpty() ? "" : ",'spec':{'" + field + "':" + value + "}";
            var patched = ok(
                    api.merge(path + "/" + name + "-a", "{'metadata':{'annotations':{'patched':'true'}}" + spec + "}"));
            assertThat(patched.text("metadata", "annotations", "patched")).isEqualTo("true");
            if (!field.isEmpty()) {
                assertThat(patched.at("spec", field)).isEqualTo(value);
            }
            var updated = ok(api.put(
                    path + "/" + name + "-a", patched.raw().replace("\"patched\":\"true\"", "\"updated\":\"true\"")));
            assertThat(updated.text("metadata", "annotations", "updated")).isEqualTo("true");
            ok(api.delete(path + "/" + name + "-a"));
            assertThat(api.get(path + "/" + name + "-a").status()).isEqualTo(404);
            ok(api.delete(path + selected));
            assertThat(ok(api.get(path + selected)).names()).isEmpty();
            for (var event : new String[] {"ADDED %s-a", "ADDED %s-b", "ADDED %s-c", "DELETED %s-a"}) {
                await(watch, event.formatted(name));
            }
        }
    }

    /** Status writes may come between. */
    private static void await(Watched watch, String wanted) {
        var event = watch.nextName();
        while (!event.equals(wanted)) {
            assertThat(event).startsWith("MODIFIED ");
            event = watch.nextName();
        }
    }

    /** Status is read, updated and patched on its own. */
    static void status(Running api, String path) {
        var read = ok(api.get(path + "/status"));
        var patched = ok(
                api.merge(
                        path + "/status",
                        "{'metadata':{'annotations':{'patchedstatus':'true'}},'status':{'conditions':[{'type':'PatchStatusFailed','status':'False','reason':'e2e','message':'m','lastTransitionTime':'2026-01-01T00:00:00Z'}]}}"));
        assertThat(patched.text("metadata", "uid")).isEqualTo(read.text("metadata", "uid"));
        assertThat(patched.text("status", "conditions")).contains("PatchStatusFailed");
    }
}
