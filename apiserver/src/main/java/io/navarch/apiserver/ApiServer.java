package io.navarch.apiserver;

import io.navarch.apiserver.admission.AdmissionPlugins;
import io.navarch.apiserver.admission.RegisteredPlugins;
import io.navarch.apiserver.aggregation.Aggregator;
import io.navarch.apiserver.aggregation.ApiServices;
import io.navarch.apiserver.aggregation.LocalServices;
import io.navarch.apiserver.apply.FieldTracker;
import io.navarch.apiserver.auth.Authenticator;
import io.navarch.apiserver.auth.Authorizer;
import io.navarch.apiserver.auth.BasicAuthFileAuthenticator;
import io.navarch.apiserver.auth.BootstrapTokenAuthenticator;
import io.navarch.apiserver.auth.CertificateAuthenticator;
import io.navarch.apiserver.auth.EscalationGuard;
import io.navarch.apiserver.auth.NodeAuthorizer;
import io.navarch.apiserver.auth.RbacAuthorizer;
import io.navarch.apiserver.auth.ServiceAccountAuthenticator;
import io.navarch.apiserver.auth.ServiceAccountTokens;
import io.navarch.apiserver.auth.TokenFileAuthenticator;
import io.navarch.apiserver.auth.TokenKeys;
import io.navarch.apiserver.bootstrap.Bootstrap;
import io.navarch.apiserver.bootstrap.ClusterConfigMaps;
import io.navarch.apiserver.bootstrap.DefaultObjects;
import io.navarch.apiserver.bootstrap.KubernetesService;
import io.navarch.apiserver.crd.CustomConverters;
import io.navarch.apiserver.crd.CustomResources;
import io.navarch.apiserver.crd.CustomRules;
import io.navarch.apiserver.crd.CustomStrategies;
import io.navarch.apiserver.discovery.Discovery;
import io.navarch.apiserver.discovery.IssuerDiscovery;
import io.navarch.apiserver.flowcontrol.DanglingSchemas;
import io.navarch.apiserver.health.HealthChecks;
import io.navarch.apiserver.health.MetricsPage;
import io.navarch.apiserver.health.VersionPage;
import io.navarch.apiserver.http.HttpServer;
import io.navarch.apiserver.http.TlsIdentity;
import io.navarch.apiserver.matching.RegistrationParts;
import io.navarch.apiserver.matching.Registrations;
import io.navarch.apiserver.openapi.OpenApiV2;
import io.navarch.apiserver.openapi.OpenApiV3;
import io.navarch.apiserver.pipeline.InFlight;
import io.navarch.apiserver.pipeline.Pipeline;
import io.navarch.apiserver.pipeline.RequestMetrics;
import io.navarch.apiserver.pipeline.Routes;
import io.navarch.apiserver.policy.MutatingPolicies;
import io.navarch.apiserver.policy.PolicyTypeChecks;
import io.navarch.apiserver.policy.ValidatingPolicies;
import io.navarch.apiserver.proxy.KubeletPages;
import io.navarch.apiserver.proxy.LocalDoors;
import io.navarch.apiserver.proxy.Proxies;
import io.navarch.apiserver.registry.Admission;
import io.navarch.apiserver.registry.AdmissionRequest;
import io.navarch.apiserver.registry.Conversions;
import io.navarch.apiserver.registry.ForeignObjects;
import io.navarch.apiserver.registry.HistoryCompactor;
import io.navarch.apiserver.registry.KindRules;
import io.navarch.apiserver.registry.ObjectStores;
import io.navarch.apiserver.registry.Registry;
import io.navarch.apiserver.registry.RegistryParts;
import io.navarch.apiserver.request.User;
import io.navarch.apiserver.review.AccessReviews;
import io.navarch.apiserver.review.IdentityReviews;
import io.navarch.apiserver.strategy.KindStrategies;
import io.navarch.apiserver.subresource.ComponentHealth;
import io.navarch.apiserver.subresource.Subresources;
import io.navarch.apiserver.table.Tables;
import io.navarch.apiserver.usage.MetricsObjects;
import io.navarch.apiserver.usage.ResourceMetrics;
import io.navarch.apiserver.webhook.WebhookAdmission;
import io.navarch.apiserver.webhook.WebhookClient;
import io.navarch.model.defaulting.Defaulting;
import io.navarch.model.kind.Kinds;
import io.navarch.model.validation.Validation;
import io.navarch.runtime.RandomNames;
import io.navarch.runtime.SeededRandom;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The API server: the only door to the state of a cluster. Made and wired by the constructor, opened by {@link #start}, closed
 * once. Components of the same process enter by {@link #pipeline}, everybody else by HTTPS. It only
 * wires: each part is named once, here, and knows nothing of the others that it is not given.
 */
public final class ApiServer implements AutoCloseable {
    private static final int MAX_READS = 400;
    private static final int MAX_WRITES = 200;
    private static final Duration EVENT_LIFETIME = Duration.ofHours(1);

    private static final Duration ROLES_PATIENCE = Duration.ofSeconds(2);

    private final @Nullable RbacAuthorizer rbac;
    private final ApiServerConfig config;
    private final AtomicReference<Kinds> kinds = new AtomicReference<>(Kinds.builtIn());
    private final CustomResources customResources;
    private final ApiServices apiServices;
    private final Aggregator aggregator;
    private final Registry registry;
    private final Pipeline pipeline;
    private final HttpServer http;
    private final ServiceAccountTokens tokens;
    private final HealthChecks health = new HealthChecks();
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final Bootstrap bootstrap;
    private final LocalDoors doors;
    private final WebhookClient webhooks;
    private volatile Authorizer signers = Authorizer.MASTERS;
    private volatile Admission guard = Admission.ALWAYS;
    private volatile ComponentHealth components = List::of;
    private volatile boolean ready;
    private volatile boolean closing;

    public ApiServer(ApiServerConfig config) {
        this.config = config;
        var random = config.random();
        var tables = new Tables(config.clock());
        var fields = new FieldTracker(config.clock());
        customResources = new CustomResources(config.store(), config.clock(), kinds);
        doors = new LocalDoors(config.dialer());
        webhooks =
                kept(new WebhookClient((group, plural) -> stores().of(group, plural), doors, config.clock(), random));
        var rules = new CustomRules(
                new KindRules(Defaulting.builtIn(), Validation.builtIn()), Defaulting.builtIn(), Validation.builtIn());
        var converters =
                new CustomConverters(new Conversions(), customResources, () -> webhooks, new RandomNames(random));
        registry = new Registry(new RegistryParts(
                config.store(),
                config.clock(),
                random,
                kinds::get,
                rules,
                new CustomStrategies(
                        new KindStrategies(config.services(), SeededRandom.branch(random, "services")),
                        customResources),
                stores -> admission(
                        new RegistrationParts(stores, converters, rules, kinds::get, this::authorize), random),
                converters,
                tables,
                fields,
                EVENT_LIFETIME));
        apiServices = kept(new ApiServices(config.store(), kinds()));
        kept(new PolicyTypeChecks(config.store(), registry, kinds::get, config.clock()));
        kept(new HistoryCompactor(config.store(), config.clock(), config.history()).start());
        tokens = new ServiceAccountTokens(config.issuer(), config.certificates().serviceAccountKey(), config.clock());
        var keys =
                new TokenKeys(List.of(config.certificates().serviceAccountKey().getPublic()));
        var accounts = new ServiceAccountAuthenticator(config.issuer(), keys, registry, config.clock());
        var authenticator = authenticator(accounts);
        rbac = config.access().modes().contains("RBAC") ? kept(RbacAuthorizer.open(config.store(), kinds())) : null;
        var authorizer = authorizer(rbac);
        signers = authorizer;
        if (rbac != null) {
            guard = new EscalationGuard(rbac, authorizer);
        }
        new AccessReviews(authorizer, rbac).addTo(registry);
        new IdentityReviews(authenticator, accounts).addTo(registry);
        new Subresources(
                        new ForeignObjects(kinds::get, tables),
                        fields,
                        tokens,
                        () -> components.check(),
                        config.clock())
                .addTo(registry);
        Proxies.addTo(registry, config.certificates().kubeletClient(), doors, random);
        var metrics = new PrometheusRegistry();
        MetricsPage.addProcess(metrics);
        var inFlight = new InFlight(MAX_READS, MAX_WRITES);
        addHealthChecks();
        aggregator = kept(new Aggregator(
                apiServices, registry, doors, config.certificates().frontProxyClient(), config.clock(), random));
        pipeline = new Pipeline(
                authorizer,
                inFlight,
                aggregator.before(registry),
                routes(keys, metrics),
                new RequestMetrics(metrics, config.clock(), inFlight),
                config.gate());
        http = httpServer(authenticator);
        bootstrap = new Bootstrap(registry);
    }

    private <T extends AutoCloseable> T kept(T part) {
        parts.add(part);
        return part;
    }

    /** The built-in plugins, what is registered, and the guard against escalation. */
    private Admission admission(RegistrationParts parts, RandomGenerator random) {
        var plugins = new AdmissionPlugins(Set.copyOf(config.admissionPlugins()), Set.of());
        var registrations = kept(new Registrations(config.store(), config.clock()));
        var registered = new RegisteredPlugins(
                plugins,
                registrations,
                new MutatingPolicies(registrations, kinds(), parts),
                new ValidatingPolicies(registrations, kinds(), parts),
                new WebhookAdmission(registrations, kinds(), webhooks, new RandomNames(random), parts));
        return Admission.chain(
                List.of(plugins.admission(parts, config.clock(), random, this::maySign, registered), new LateGuard()));
    }

    private Authorizer.Decision authorize(Authorizer.Attributes attributes) {
        return signers.authorize(attributes);
    }

    private boolean maySign(User user, String verb, String signer) {
        return signers.authorize(new Authorizer.Attributes(
                        user, verb, "certificates.k8s.io", "*", "signers", "", "", signer, true, ""))
                .allowed();
    }

    /** The guard against escalation needs the authorisers, which come to be after the registry that asks it. */
    private final class LateGuard implements Admission {
        @Override
        public void validate(AdmissionRequest request, Consumer<String> warnings) throws InterruptedException {
            guard.validate(request, warnings);
        }
    }

    private Authenticator authenticator(ServiceAccountAuthenticator accounts) {
        var chain = new ArrayList<Authenticator>();
        chain.add(new CertificateAuthenticator(config.certificates().clientAuthorities(), config.clock()));
        config.access().tokenFile().ifPresent(text -> chain.add(new TokenFileAuthenticator(text)));
        config.access().basicAuthFile().ifPresent(text -> chain.add(new BasicAuthFileAuthenticator(text)));
        chain.add(accounts);
        chain.add(new BootstrapTokenAuthenticator(registry, config.clock()));
        var all = Authenticator.chain(chain);
        return config.access().anonymous() ? all : Authenticator.required(all);
    }

    private Authorizer authorizer(@Nullable RbacAuthorizer rbac) {
        var chain = new ArrayList<Authorizer>();
        chain.add(Authorizer.MASTERS);
        for (var mode : config.access().modes()) {
            switch (mode) {
                case "Node" ->
                    chain.add(kept(NodeAuthorizer.open(config.store(), kinds(), DefaultObjects.nodeRules())));
                case "RBAC" -> {
                    if (rbac != null) {
                        chain.add(rbac);
                    }
                }
                case "AlwaysAllow" -> chain.add(Authorizer.ALWAYS_ALLOW);
                case "AlwaysDeny" -> chain.add(attributes -> Authorizer.Decision.NO_OPINION);
                default -> throw new IllegalArgumentException("unknown authorization mode " + mode);
            }
        }
        return config.access().modes().equals(List.of("AlwaysAllow"))
                ? Authorizer.ALWAYS_ALLOW
                : Authorizer.chain(chain);
    }

    private void addHealthChecks() {
        health.live("ping", () -> {});
        health.live("log", () -> {});
        health.live("etcd", () -> config.store().revision());
        health.ready("informer-sync", () -> {});
        health.live("poststarthook/start-apiextensions-controllers", this::checkReady);
        health.live("poststarthook/crd-informer-synced", this::checkReady);
        health.live("poststarthook/start-system-namespaces-controller", this::checkReady);
        health.live("poststarthook/rbac/bootstrap-roles", this::checkReady);
        health.live("poststarthook/scheduling/bootstrap-system-priority-classes", this::checkReady);
        health.live("poststarthook/priority-and-fairness-config-producer", this::checkReady);
        health.live("poststarthook/bootstrap-controller", this::checkReady);
        health.ready("shutdown", () -> {
            if (closing) {
                throw new IllegalStateException("process is shutting down");
            }
        });
    }

    private void checkReady() {
        if (!ready) {
            throw new IllegalStateException("not finished");
        }
    }

    private Routes routes(TokenKeys keys, PrometheusRegistry metrics) {
        var discovery = new Discovery(
                kinds::get,
                aggregator::available,
                config.listen().advertiseAddress() + ":" + config.listen().securePort());
        var openApi = new OpenApiV3(kinds::get, aggregator::available);
        var routes = new Routes.Builder()
                .at("/version", new VersionPage())
                .at("/metrics", new MetricsPage(metrics))
                .at("/openapi/v2", new OpenApiV2(kinds::get))
                .at("/openapi/v3", openApi)
                .below("/openapi/v3", aggregator.before(openApi))
                .at("/api", discovery)
                .below("/api", discovery)
                .at("/apis", discovery)
                .below("/apis", aggregator.before(discovery));
        health.addTo(routes);
        IssuerDiscovery.addTo(routes, config.issuer(), keys);
        return routes.build(discovery::paths);
    }

    private HttpServer httpServer(Authenticator authenticator) {
        var listen = config.listen();
        var insecure = new ArrayList<HttpServer.Endpoint>();
        listen.insecurePort().ifPresent(port -> insecure.add(new HttpServer.Endpoint("127.0.0.1", port)));
        return new HttpServer(
                new HttpServer.Endpoint(listen.bindAddress(), listen.securePort()),
                new TlsIdentity(
                        config.certificates().serving(), config.certificates().clientAuthorities()),
                insecure,
                authenticator,
                pipeline,
                config.clock().activity());
    }

    /** Opens the door to a state in which another server has made what every cluster has; returns when the server is ready. */
    public ApiServer resume() {
        kept(customResources).start(registry);
        http.start();
        return serve();
    }

    /** Opens the door and makes what every cluster has; returns when the server is ready. */
    public ApiServer start() {
        kept(customResources).start(registry);
        var builtIn = LocalServices.builtIn(kinds());
        var failure = new AtomicReference<@Nullable RuntimeException>();
        var making = Thread.ofVirtual().name("bootstrap").start(() -> {
            try {
                bootstrap.run(ClusterConfigMaps.of(config), builtIn);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                failure.set(e);
            }
        });
        try {
            http.start();
            making.join();
            if (rbac != null) {
                // The components that start now act on what the bootstrap roles allow them.
                rbac.catchUp(config.store().revision(), ROLES_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
        var failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        return serve();
    }

    private ApiServer serve() {
        var local = kept(new LocalServices(registry, apiServices, this::kinds, config.clock()));
        customResources.onChange(local::look);
        local.start();
        aggregator.start();
        kept(new DanglingSchemas(config.store(), registry, kinds(), config.clock()))
                .start();
        var service = new KubernetesService(registry, bootstrap, config.clock(), where());
        parts.add(service);
        service.start();
        ready = true;
        return this;
    }

    private KubernetesService.Where where() {
        var range = config.services().cidrs().get(0);
        return new KubernetesService.Where(
                range.toString(), range.at(0), config.listen().advertiseAddress(), port());
    }

    /** The door for components of the same process, who are believed to be who they say. */
    public Pipeline pipeline() {
        return pipeline;
    }

    /** The stored objects, past authorisation and admission. */
    public ObjectStores stores() {
        return registry;
    }

    /** The kinds that are served now. */
    public Kinds kinds() {
        return java.util.Objects.requireNonNull(kinds.get());
    }

    /** Says whom to ask for component statuses. */
    public void reportComponents(ComponentHealth health) {
        components = health;
    }

    /** The ways to nodes and pods; those of this process are made known here. */
    public LocalDoors doors() {
        return doors;
    }

    /** Serves {@code metrics.k8s.io} from now on, as a cluster with metrics-server does. Once, after the start. */
    public void serveResourceMetrics() {
        var kubelets = new KubeletPages(registry, config.certificates().kubeletClient(), doors);
        var objects = new ForeignObjects(kinds::get, new Tables(config.clock()));
        new ResourceMetrics(registry, kubelets, objects, config.clock()).addTo(registry);
        kinds.updateAndGet(ResourceMetrics::addTo);
        MetricsObjects.ensure(registry);
    }

    /** Issues tokens of service accounts. */
    public ServiceAccountTokens tokens() {
        return tokens;
    }

    /** Named checks of the server; more can be added. */
    public HealthChecks health() {
        return health;
    }

    /** The port of HTTPS, once started. */
    public int port() {
        return http.port();
    }

    /** The port without TLS, once started; -1 if there is none. */
    public int insecurePort() {
        return http.insecurePort();
    }

    /** Stops taking requests, lets those in work finish for a moment, and ends watches. The store stays open. */
    @Override
    public void close() {
        closing = true;
        for (var part : parts.reversed()) {
            try {
                part.close();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        registry.close();
        http.close();
    }
}
