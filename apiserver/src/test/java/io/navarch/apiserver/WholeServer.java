package io.navarch.apiserver;

import io.navarch.apiserver.admission.AdmissionPlugins;
import io.navarch.apiserver.admission.RegisteredPlugins;
import io.navarch.apiserver.apply.FieldTracker;
import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.auth.ServiceAccountTokens;
import io.navarch.apiserver.crd.CustomConverters;
import io.navarch.apiserver.crd.CustomResources;
import io.navarch.apiserver.crd.CustomRules;
import io.navarch.apiserver.crd.CustomStrategies;
import io.navarch.apiserver.matching.RegistrationParts;
import io.navarch.apiserver.matching.Registrations;
import io.navarch.apiserver.policy.MutatingPolicies;
import io.navarch.apiserver.policy.ValidatingPolicies;
import io.navarch.apiserver.proxy.NodeDialer;
import io.navarch.apiserver.registry.Admission;
import io.navarch.apiserver.registry.Conversions;
import io.navarch.apiserver.registry.ForeignObjects;
import io.navarch.apiserver.registry.KindRules;
import io.navarch.apiserver.registry.Registry;
import io.navarch.apiserver.registry.RegistryParts;
import io.navarch.apiserver.request.ApiRequest;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.RequestInfo;
import io.navarch.apiserver.request.User;
import io.navarch.apiserver.strategy.Cidr;
import io.navarch.apiserver.strategy.KindStrategies;
import io.navarch.apiserver.strategy.ServiceRanges;
import io.navarch.apiserver.subresource.ComponentHealth;
import io.navarch.apiserver.subresource.Subresources;
import io.navarch.apiserver.table.Tables;
import io.navarch.apiserver.webhook.WebhookAdmission;
import io.navarch.apiserver.webhook.WebhookClient;
import io.navarch.model.defaulting.Defaulting;
import io.navarch.model.kind.Kinds;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.model.validation.Validation;
import io.navarch.runtime.Clock;
import io.navarch.runtime.ManualClock;
import io.navarch.runtime.RandomNames;
import io.navarch.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A registry with all strategies, plugins and sub-resources, over a store in memory; the namespace default is there. */
public final class WholeServer implements AutoCloseable {
    public final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    public final MemoryStore store = new MemoryStore(clock);
    public final Registry registry;
    private final Clock time = Clock.system();
    private @Nullable Registrations registrations;
    private @Nullable WebhookClient hooks;
    private final CustomResources customResources;

    /** An answer as a client sees it. */
    public record Answer(int status, Dict body, Map<String, List<String>> headers) {
        /** The value at a path of member names and positions, as text; "" if there is none. */
        public String text(String... path) {
            var value = at(path);
            return value == null ? "" : value.toString();
        }

        public @Nullable Object at(String... path) {
            Object value = body;
            for (var step : path) {
                value = value instanceof Dict dict
                        ? dict.get(step)
                        : value instanceof List<?> list && Integer.parseInt(step) < list.size()
                                ? list.get(Integer.parseInt(step))
                                : null;
            }
            return value;
        }

        public String message() {
            return text("message");
        }
    }

    public WholeServer() {
        this(AdmissionPlugins.DEFAULT);
    }

    public WholeServer(AdmissionPlugins plugins) {
        var random = new Random(7);
        var tables = new Tables(clock);
        var fields = new FieldTracker(clock);
        var ranges = new ServiceRanges(List.of(Cidr.parse("10.96.0.0/16")), 30000, 32767);
        var kinds = new AtomicReference<>(Kinds.builtIn());
        customResources = new CustomResources(store, clock, kinds);
        var rules = new CustomRules(
                new KindRules(Defaulting.builtIn(), Validation.builtIn()), Defaulting.builtIn(), Validation.builtIn());
        var converters = new CustomConverters(new Conversions(), customResources, this::hooks, new RandomNames(random));
        registry = new Registry(new RegistryParts(
                store,
                clock,
                random,
                kinds::get,
                rules,
                new CustomStrategies(new KindStrategies(ranges, random), customResources),
                stores -> admission(
                        new RegistrationParts(stores, converters, rules, kinds::get, this::authorize), random, plugins),
                converters,
                tables,
                fields,
                java.time.Duration.ofHours(1)));
        var tokens = new ServiceAccountTokens("https://issuer", key(), clock);
        new Subresources(new ForeignObjects(kinds::get, tables), fields, tokens, this::components, clock)
                .addTo(registry);
        customResources.start(registry);
        registry.of("", "namespaces")
                .create(
                        User.of("bootstrap", User.MASTERS),
                        object("Namespace", "{'metadata':{'name':'default'}}"),
                        false);
        registry.of("", "serviceaccounts")
                .create(
                        User.of("bootstrap", User.MASTERS),
                        object("ServiceAccount", "{'metadata':{'name':'default','namespace':'default'}}"),
                        false);
    }

    private WebhookClient hooks() {
        return java.util.Objects.requireNonNull(hooks);
    }

    private Authorizer.Decision authorize(Authorizer.Attributes attributes) {
        return attributes.user().name().equals("admin") ? Authorizer.Decision.ALLOWED : Authorizer.Decision.NO_OPINION;
    }

    private Admission admission(RegistrationParts parts, Random random, AdmissionPlugins plugins) {
        var client = hooks = new WebhookClient(parts.stores(), NodeDialer.tcp(), time, random);
        registrations = new Registrations(store, time);
        var webhooks = new WebhookAdmission(registrations, Kinds.builtIn(), client, new RandomNames(random), parts);
        var mutating = new MutatingPolicies(registrations, Kinds.builtIn(), parts);
        var policies = new ValidatingPolicies(registrations, Kinds.builtIn(), parts);
        return plugins.admission(
                parts,
                clock,
                random,
                (user, verb, signer) -> true,
                new RegisteredPlugins(plugins, registrations, mutating, policies, webhooks));
    }

    private List<ComponentHealth.Component> components() {
        return List.of(
                new ComponentHealth.Component("scheduler", true, "ok"),
                new ComponentHealth.Component("etcd-0", false, "gone"));
    }

    private static KeyPair key() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static io.navarch.model.tree.Struct object(String kind, String json) {
        var type = Kinds.builtIn().byKind("v1", kind).orElseThrow().version().type();
        return JsonReader.struct(type, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    public Answer get(String path) {
        return call("GET", path, "", null);
    }

    public Answer post(String path, String json) {
        return call("POST", path, "application/json", json.replace('\'', '"'));
    }

    public Answer put(String path, String json) {
        return call("PUT", path, "application/json", json.replace('\'', '"'));
    }

    public Answer merge(String path, String json) {
        return call("PATCH", path, "application/merge-patch+json", json.replace('\'', '"'));
    }

    public Answer apply(String path, String yaml) {
        return call("PATCH", path, "application/apply-patch+yaml", yaml.replace('\'', '"'));
    }

    public Answer delete(String path) {
        return call("DELETE", path, "", null);
    }

    public Answer call(String method, String path, String contentType, @Nullable String body) {
        return callAs(User.of("admin", User.MASTERS), method, path, contentType, body);
    }

    public Answer callAs(User user, String method, String path, String contentType, @Nullable String body) {
        try {
            var answer = registry.handle(request(user, method, path, Map.of("content-type", contentType), body));
            var bytes = ((ApiResponse.Bytes) answer.body()).toByteArray();
            return new Answer(answer.status(), (Dict) JsonReader.any(bytes), answer.headers());
        } catch (ApiException e) {
            return new Answer(
                    e.code(), (Dict) JsonReader.any(JsonWriter.bytes(e.status().tree())), Map.of());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ApiRequest request(
            User user, String method, String url, Map<String, String> headers, @Nullable String body) {
        int mark = url.indexOf('?');
        var path = mark < 0 ? url : url.substring(0, mark);
        var query = new LinkedHashMap<String, List<String>>();
        for (var pair : mark < 0 ? new String[0] : url.substring(mark + 1).split("&")) {
            int equals = pair.indexOf('=');
            query.computeIfAbsent(pair.substring(0, equals), absent -> new ArrayList<>())
                    .add(pair.substring(equals + 1));
        }
        var bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        return new ApiRequest(method, path, query, headers, bytes, user, RequestInfo.of(method, path, query));
    }

    @Override
    public void close() {
        customResources.close();
        if (registrations != null) {
            registrations.close();
        }
        registry.close();
        store.close();
        time.close();
    }
}
