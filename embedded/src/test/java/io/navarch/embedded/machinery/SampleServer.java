package io.navarch.embedded.machinery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.pki.CertificateAuthority;
import io.navarch.pki.CertificateSpec;
import io.navarch.pki.Credential;
import io.navarch.pki.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An API server of a test that serves flunders, and believes the front proxy alone. */
final class SampleServer implements AutoCloseable {
    static final String GROUP = "wardle.example.com";
    static final String BASE = "/apis/" + GROUP + "/v1alpha1";

    private final CertificateAuthority authority = CertificateAuthority.create("sample-ca", InstantSource.system());
    private final HttpsServer server;
    private final Map<String, Dict> flunders = new ConcurrentSkipListMap<>();

    /** Who asked for what, by the headers and the client certificate. */
    final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

    /**
     * @param name whom the certificate names
     * @param frontProxy the PEM of the authority whose clients are believed
     */
    SampleServer(String name, String frontProxy) throws IOException, GeneralSecurityException {
        var loopback = InetAddress.getByName("127.0.0.1");
        var credential = authority.issue(CertificateSpec.server("sample", List.of(name), List.of(loopback)));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(Credential.trustStore(Pem.certificates(frontProxy)));
        var context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {credential.keyManager()}, trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                var wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var peer = ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName();
        var path = exchange.getRequestURI().getPath();
        var headers = exchange.getRequestHeaders();
        asked.add(exchange.getRequestMethod() + " " + path + " by " + headers.getFirst("X-Remote-User") + " "
                + headers.get("X-Remote-Group") + " from " + peer);
        var body = exchange.getRequestBody().readAllBytes();
        if (path.equals(BASE)) {
            send(
                    exchange,
                    200,
                    Running.quoted(
                            "{'kind':'APIResourceList','apiVersion':'v1','groupVersion':'" + GROUP
                                    + "/v1alpha1','resources':[{'name':'flunders','singularName':'flunder','namespaced':true,'kind':'Flunder','verbs':['create','delete','get','list'],'shortNames':['fl']},"
                                    + "{'name':'flunders/status','singularName':'','namespaced':true,'kind':'Flunder','verbs':['get']}]}"));
        } else if (path.equals("/openapi/v3" + BASE)) {
            send(
                    exchange,
                    200,
                    "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"Wardle\",\"version\":\"1\"},\"paths\":{}}");
        } else if (exchange.getRequestMethod().equals("POST")) {
            var made = (Dict) JsonReader.any(body);
            flunders.put(Answer.textIn(made, "metadata", "name"), made);
            send(exchange, 201, JsonWriter.text(made));
        } else if (path.endsWith("/flunders")) {
            var list = Dict.of("apiVersion", GROUP + "/v1alpha1", "kind", "FlunderList")
                    .with("metadata", Dict.EMPTY)
                    .with("items", List.copyOf(flunders.values()));
            send(exchange, 200, JsonWriter.text(list));
        } else {
            var found = flunders.get(path.substring(path.lastIndexOf('/') + 1));
            send(
                    exchange,
                    found == null ? 404 : 200,
                    found == null
                            ? Running.quoted(
                                    "{'kind':'Status','apiVersion':'v1','status':'Failure','reason':'NotFound','code':404,'message':'no such flunder'}")
                            : JsonWriter.text(found));
        }
    }

    private static void send(HttpExchange exchange, int code, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    String caBundle() {
        return Base64.getEncoder().encodeToString(authority.certificatePem().getBytes(StandardCharsets.UTF_8));
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
