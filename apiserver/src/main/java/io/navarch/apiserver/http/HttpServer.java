package io.navarch.apiserver.http;

import io.navarch.apiserver.auth.Authenticator;
import io.navarch.apiserver.auth.Credentials;
import io.navarch.apiserver.pipeline.Pipeline;
import io.navarch.apiserver.request.User;
import io.navarch.runtime.activity.Activity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/** The server's sockets: one with TLS, and one without it if asked for. Started by {@link #start}, once. */
public final class HttpServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());
    private static final String SECURE = "secure";
    private static final String INSECURE = "insecure";
    private static final int STREAMS_PER_CONNECTION = 10_000;
    private static final long IDLE_MILLIS = 180_000;
    private static final long DRAIN_MILLIS = 2_000;

    /** How long a connection may be silent while the server stops. */
    private static final long LAST_WORDS_MILLIS = 100;

    private final Server server;
    private final List<ServerConnector> connectors = new ArrayList<>();

    /** @param insecure who may do what without credentials on the insecure port */
    public HttpServer(
            Endpoint secure,
            TlsIdentity tls,
            List<Endpoint> insecure,
            Authenticator authenticator,
            Pipeline pipeline,
            Activity activity) {
        var threads = new QueuedThreadPool(16, 4);
        threads.setName("apiserver-http");
        threads.setDaemon(true);
        server = new Server(threads, new ScheduledExecutorScheduler("apiserver-timer", true), null);
        server.setStopTimeout(DRAIN_MILLIS);
        connectors.add(secureConnector(secure, tls));
        insecure.forEach(endpoint -> connectors.add(insecureConnector(endpoint)));
        connectors.forEach(server::addConnector);
        var trusted = User.of("system:unsecured", User.MASTERS);
        var front = new HttpFront(
                pipeline,
                (credentials, connector) ->
                        connector.equals(INSECURE) ? trusted : authenticated(authenticator, credentials),
                activity);
        server.setHandler(front);
        server.setErrorHandler(new PlainErrors());
    }

    private static User authenticated(Authenticator authenticator, Credentials credentials) {
        return authenticator.authenticate(credentials).orElse(User.ANONYMOUS);
    }

    private ServerConnector secureConnector(Endpoint endpoint, TlsIdentity tls) {
        var http = configuration();
        var customizer = new SecureRequestCustomizer(false);
        http.addCustomizer(customizer);
        var http1 = new HttpConnectionFactory(http);
        var http2 = new HTTP2ServerConnectionFactory(http);
        http2.setMaxConcurrentStreams(STREAMS_PER_CONNECTION);
        http2.setStreamIdleTimeout(0);
        http2.setRateControlFactory(new org.eclipse.jetty.http2.WindowRateControl.Factory(10_000));
        var alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        var ssl = new SslContextFactory.Server();
        ssl.setSslContext(tls.context());
        ssl.setWantClientAuth(true);
        ssl.setSniRequired(false);
        ssl.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        var connector = new ServerConnector(
                server, 1, 1, new SslConnectionFactory(ssl, alpn.getProtocol()), alpn, http2, http1);
        return bound(connector, endpoint, SECURE);
    }

    private ServerConnector insecureConnector(Endpoint endpoint) {
        return bound(new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration())), endpoint, INSECURE);
    }

    private static ServerConnector bound(ServerConnector connector, Endpoint endpoint, String name) {
        connector.setName(name);
        connector.setHost(endpoint.host());
        connector.setPort(endpoint.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setShutdownIdleTimeout(LAST_WORDS_MILLIS);
        connector.setAcceptQueueSize(1024);
        return connector;
    }

    private static HttpConfiguration configuration() {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize(64 * 1024);
        http.setOutputBufferSize(32 * 1024);
        // Names in paths may hold what Jetty calls ambiguous, such as %2F below proxy paths; the pipeline decodes them
        // itself.
        http.setUriCompliance(org.eclipse.jetty.http.UriCompliance.UNSAFE);
        return http;
    }

    /** Where to listen; port 0 takes any that is free. */
    public record Endpoint(String host, int port) {}

    /** Opens the sockets. */
    public void start() {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server cannot start: " + e.getMessage(), e);
        }
    }

    /** The port of the TLS socket, once started. */
    public int port() {
        return connectors.get(0).getLocalPort();
    }

    /** The port of the socket without TLS, once started; -1 if there is none. */
    public int insecurePort() {
        return connectors.size() < 2 ? -1 : connectors.get(1).getLocalPort();
    }

    /** Stops taking requests, gives those in work a moment, and closes the connections. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (TimeoutException e) {
            LOG.log(System.Logger.Level.DEBUG, "cut off requests that were still in work after {0} ms", DRAIN_MILLIS);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server cannot stop: " + e.getMessage(), e);
        } finally {
            server.destroy();
        }
    }
}
