package io.navarch.examples.webpage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ConversionReview;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.webhook.admission.AdmissionController;
import io.javaoperatorsdk.webhook.admission.NotAllowedException;
import io.javaoperatorsdk.webhook.admission.Operation;
import io.javaoperatorsdk.webhook.conversion.ConversionController;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * Answers the API server about pages, by HTTPS: {@code /mutate} marks who tends them, {@code /validate} refuses scripts, {@code
 * /convert} translates between their versions.
 */
public final class WebPageWebhooks implements AutoCloseable {
    static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Starts at the address; port 0 for any that is free. */
    public WebPageWebhooks(InetSocketAddress address, SSLContext identity) throws IOException {
        var mutation = new AdmissionController<WebPage>(WebPageWebhooks::mark);
        var validation = new AdmissionController<WebPage>(WebPageWebhooks::check);
        var conversion = new ConversionController();
        conversion.registerMapper(new WebPageMapper());
        conversion.registerMapper(new OldWebPageMapper());

        server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity));
        server.setExecutor(threads);
        answer("/mutate", AdmissionReview.class, mutation::handle);
        answer("/validate", AdmissionReview.class, validation::handle);
        answer("/convert", ConversionReview.class, conversion::handle);
        server.start();
    }

    private static WebPage mark(WebPage page, Operation operation) {
        var labels = new HashMap<>(page.getMetadata().getLabels());
        labels.putIfAbsent(MANAGED_BY, "webpage");
        page.getMetadata().setLabels(labels);
        return page;
    }

    private static void check(WebPage page, WebPage before, Operation operation) {
        if (page.getSpec().getHtml().contains("<script")) {
            throw new NotAllowedException("a page must not run scripts", 422);
        }
    }

    private <T> void answer(String path, Class<T> type, UnaryOperator<T> handler) {
        server.createContext(path, exchange -> answer(exchange, type, handler));
    }

    private static <T> void answer(HttpExchange exchange, Class<T> type, UnaryOperator<T> handler) throws IOException {
        try (exchange) {
            var review = Serialization.unmarshal(exchange.getRequestBody(), type);
            var body = Serialization.asJson(handler.apply(review)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Where it listens. */
    public String url() {
        var address = server.getAddress();
        return "https://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
