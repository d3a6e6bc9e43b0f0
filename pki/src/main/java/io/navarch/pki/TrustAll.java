package io.navarch.pki;

import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Takes every certificate: for probes, proxied pods, kubelets that sign their own, and clients that are told not to verify. It is the
 * extended class, as the JDK adds the host name's check to a plain {@link javax.net.ssl.X509TrustManager}.
 */
public final class TrustAll extends X509ExtendedTrustManager {
    private TrustAll() {}

    /** What {@link javax.net.ssl.SSLContext#init} takes. */
    public static TrustManager[] managers() {
        return new TrustManager[] {new TrustAll()};
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
