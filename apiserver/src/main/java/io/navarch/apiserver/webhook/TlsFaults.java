package io.navarch.apiserver.webhook;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Words what goes wrong between two ends of a connection as Go's client words it. */
final class TlsFaults {
    private TlsFaults() {}

    static String worded(IOException fault) {
        if (fault instanceof SocketTimeoutException) {
            return "context deadline exceeded";
        }
        if (fault instanceof SSLPeerUnverifiedException) {
            return "tls: failed to verify certificate: " + fault.getMessage();
        }
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            var worded = certificateFault(cause);
            if (worded != null) {
                return "tls: failed to verify certificate: x509: " + worded;
            }
        }
        var message = String.valueOf(fault.getMessage());
        if (fault instanceof SSLException) {
            return message.contains("Unsupported or unrecognized SSL message")
                    ? "http: server gave HTTP response to HTTPS client"
                    : "remote error: tls: " + message;
        }
        return message;
    }

    private static @Nullable String certificateFault(Throwable cause) {
        return switch (cause) {
            case CertificateExpiredException expired -> "certificate has expired or is not yet valid";
            case CertificateNotYetValidException early -> "certificate has expired or is not yet valid";
            case CertPathBuilderException unknown -> "certificate signed by unknown authority";
            case CertPathValidatorException invalid
            when invalid.getCause() == null -> "certificate signed by unknown authority";
            default -> null;
        };
    }
}
