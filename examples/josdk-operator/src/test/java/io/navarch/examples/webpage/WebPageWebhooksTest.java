package io.navarch.examples.webpage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceConversionBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.navarch.embedded.NavarchCluster;
import io.navarch.embedded.ServerIdentity;
import io.navarch.junit.NavarchTest;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator's webhooks, called by a real API server through HTTPS. */
@NavarchTest(manifests = "k8s")
class WebPageWebhooksTest {
    private KubernetesClient client;
    private WebPageWebhooks webhooks;
    private ServerIdentity identity;

    @BeforeEach
    void start(NavarchCluster cluster) throws Exception {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build();
        identity = cluster.serverIdentity();
        webhooks = new WebPageWebhooks(new InetSocketAddress("127.0.0.1", 0), identity.sslContext());
        register();
    }

    @AfterEach
    void stop() {
        client.resources(MutatingWebhookConfiguration.class).delete();
        client.resources(ValidatingWebhookConfiguration.class).delete();
        webhooks.close();
        client.close();
    }

    private WebhookClientConfig at(String path) {
        return new WebhookClientConfig(identity.caBundle(), null, webhooks.url() + path);
    }

    private void register() {
        for (var configuration : client.load(getClass().getResourceAsStream("/webhooks/webhooks.yaml"))
                .items()) {
            switch (configuration) {
                case MutatingWebhookConfiguration mutating ->
                    mutating.getWebhooks().forEach(one -> one.setClientConfig(at("/mutate")));
                case ValidatingWebhookConfiguration validating ->
                    validating.getWebhooks().forEach(one -> one.setClientConfig(at("/validate")));
                default -> throw new AssertionError(configuration.getKind());
            }
            client.resource(configuration).create();
        }
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("webpages.examples.navarch.io")
                .edit(definition -> {
                    definition
                            .getSpec()
                            .setConversion(new CustomResourceConversionBuilder()
                                    .withStrategy("Webhook")
                                    .withNewWebhook()
                                    .withConversionReviewVersions("v1")
                                    .withNewClientConfig()
                                    .withCaBundle(identity.caBundle())
                                    .withUrl(webhooks.url() + "/convert")
                                    .endClientConfig()
                                    .endWebhook()
                                    .build());
                    return definition;
                });
    }

    private static ObjectMeta called(String name) {
        return new ObjectMetaBuilder().withName(name).withNamespace("default").build();
    }

    private static WebPage page(String name, String html) {
        var page = new WebPage();
        page.setMetadata(called(name));
        var spec = new WebPage.Spec();
        spec.setHtml(html);
        page.setSpec(spec);
        return page;
    }

    private static OldWebPage oldPage(String name, String title, String text) {
        var page = new OldWebPage();
        page.setMetadata(called(name));
        var spec = new OldWebPage.Spec();
        spec.setTitle(title);
        spec.setText(text);
        page.setSpec(spec);
        return page;
    }

    @Test
    void mutatesWhatIsCreated() {
        var created = client.resource(page("marked", "<p>")).create();

        assertThat(created.getMetadata().getLabels()).containsEntry(WebPageWebhooks.MANAGED_BY, "webpage");
        assertThat(created.getSpec().getReplicas())
                .as("the definition's default")
                .isEqualTo(1);
    }

    @Test
    void refusesScripts() {
        var refused = catchThrowableOfType(
                KubernetesClientException.class,
                () -> client.resource(page("scripted", "<script>")).create());

        assertThat(refused.getCode()).isEqualTo(422);
        assertThat(refused.getStatus().getMessage())
                .isEqualTo("admission webhook \"validate.webpages.examples.navarch.io\" denied the request: "
                        + "a page must not run scripts");

        client.resource(page("honest", "<p>")).create();
        assertThatThrownBy(() -> client.resources(WebPage.class)
                        .inNamespace("default")
                        .withName("honest")
                        .edit(page -> {
                            page.getSpec().setHtml("<script>");
                            return page;
                        }))
                .hasMessageContaining("a page must not run scripts");
    }

    @Test
    void convertsBetweenVersions() {
        client.resource(oldPage("old", "Hello", "<p>world</p>")).create();

        var present = client.resources(WebPage.class)
                .inNamespace("default")
                .withName("old")
                .get();
        assertThat(present.getSpec().getHtml()).isEqualTo("<h1>Hello</h1><p>world</p>");
        // Rules for v1 match what is written as v1beta1: the policy is Equivalent.
        assertThat(present.getMetadata().getLabels()).containsEntry(WebPageWebhooks.MANAGED_BY, "webpage");

        client.resource(page("new", "<h1>Bye</h1>now")).create();
        var old = client.resources(OldWebPage.class)
                .inNamespace("default")
                .withName("new")
                .get();
        assertThat(old.getSpec().getTitle()).isEqualTo("Bye");
        assertThat(old.getSpec().getText()).isEqualTo("now");
        assertThat(client.resources(OldWebPage.class)
                        .inNamespace("default")
                        .list()
                        .getItems())
                .extracting(page -> page.getMetadata().getName())
                .contains("old", "new");
    }

    @Test
    void refusesOldScriptsToo() {
        assertThatThrownBy(() ->
                        client.resource(oldPage("trick", "Hello", "<script>")).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("a page must not run scripts");
    }

    @Test
    void refusesEverythingWhileItIsDown() {
        webhooks.close();

        assertThatThrownBy(() -> client.resource(page("early", "<p>")).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("failed calling webhook \"mutate.webpages.examples.navarch.io\"");
    }

    @Test
    void worksBesideTheOperator() {
        var reconciler = new WebPageReconciler();
        var operator =
                new Operator(override -> override.withKubernetesClient(client).withCloseClientOnStop(false));
        operator.register(reconciler);
        operator.start();
        try {
            client.resource(oldPage("served", "Hello", "world")).create();
            var pages =
                    client.resources(OldWebPage.class).inNamespace("default").withName("served");
            pages.waitUntilCondition(
                    page -> page.getStatus() != null && page.getStatus().isReady(), 20, TimeUnit.SECONDS);
            assertThat(client.configMaps()
                            .inNamespace("default")
                            .withName("served")
                            .get()
                            .getData())
                    .containsEntry("index.html", "<h1>Hello</h1>world");

            pages.delete();
            pages.waitUntilCondition(Objects::isNull, 20, TimeUnit.SECONDS);
            assertThat(reconciler.takenDown()).contains("served");
        } finally {
            operator.stop();
        }
    }
}
