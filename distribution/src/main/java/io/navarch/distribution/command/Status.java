package io.navarch.distribution.command;

import io.navarch.client.KubeClient;
import io.navarch.client.ListOptions;
import io.navarch.client.http.HttpTransport;
import io.navarch.client.http.Kubeconfig;
import io.navarch.distribution.directory.DataDirectory;
import io.navarch.distribution.directory.RunRecord;
import io.navarch.model.core.v1.Node;
import io.navarch.model.core.v1.NodeAddress;
import io.navarch.model.status.ApiException;
import io.navarch.pki.Credential;
import io.navarch.pki.Pem;
import io.navarch.runtime.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code navarch status}: what runs, where, and whether it is well. Exit code 0 if it is ready, 3 if not. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Show whether a cluster runs on this machine, where its API server is, and whether it is well.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the cluster is ready", "3:nothing runs, or it is not ready"})
public final class Status implements Callable<Integer> {
    private static final int NOT_READY = 3;

    @Mixin
    private final DataDirOption data = new DataDirOption();

    @Override
    public Integer call() {
        DataDirectory directory = data.directory();
        if (!directory.isHeld() || directory.record().isEmpty()) {
            System.out.println("not running    " + directory.path());
            directory
                    .record()
                    .filter(run -> run.phase() == RunRecord.Phase.FAILED)
                    .ifPresent(run -> line("last start", "failed: " + run.problem()));
            return NOT_READY;
        }
        RunRecord run = directory.record().get();
        try (Clock clock = Clock.system()) {
            Duration age = Duration.between(run.since(), clock.now()).withNanos(0);
            line(
                    "navarch",
                    run.version() + ", pid " + run.pid() + ", "
                            + run.phase().name().toLowerCase(java.util.Locale.ROOT) + ", up "
                            + age.toString().substring(2).toLowerCase(java.util.Locale.ROOT));
        }
        line("data", directory.path().toString());
        line("log", directory.log().toString());
        line("kubeconfig", directory.adminKubeconfig().toString());
        line("API server", run.server());
        String health = health(directory);
        line("health", health);
        nodes(directory);
        return run.phase() == RunRecord.Phase.READY && health.equals("ok") ? 0 : NOT_READY;
    }

    private static void line(String name, String value) {
        System.out.printf("%-14s %s%n", name, value);
    }

    /** A line for each node: its name, whether it is ready, where it is and what runs its pods. */
    private static void nodes(DataDirectory directory) {
        try (Clock clock = Clock.system()) {
            var client =
                    new KubeClient(new HttpTransport(Kubeconfig.read(directory.adminKubeconfig()), "navarch", clock));
            String title = "nodes";
            for (var node : client.of(Node.KIND).list(ListOptions.CACHED).items()) {
                line(title, describe(node));
                title = "";
            }
        } catch (ApiException | UncheckedIOException e) {
            line("nodes", "unknown (" + e.getMessage() + ")");
        }
    }

    private static String describe(Node node) {
        var status = node.status();
        boolean ready = status.conditions().stream()
                .anyMatch(condition ->
                        condition.type().equals("Ready") && condition.status().equals("True"));
        String state = (ready ? "Ready" : "NotReady") + (node.spec().unschedulable() ? ",SchedulingDisabled" : "");
        String address = status.addresses().stream()
                .filter(each -> each.type().equals("InternalIP"))
                .map(NodeAddress::address)
                .findFirst()
                .orElse("no address");
        return String.join("  ", node.name(), state, address, status.nodeInfo().containerRuntimeVersion());
    }

    /** What the API server says to {@code /readyz}: {@code ok} if it is well. */
    static String health(DataDirectory directory) {
        String server = directory.record().map(RunRecord::server).orElse("");
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(adminContext(directory))
                .connectTimeout(Duration.ofSeconds(5))
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/readyz"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString())
                    .body()
                    .strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (IOException | GeneralSecurityException e) {
            return "unreachable (" + e.getMessage() + ")";
        }
    }

    private static SSLContext adminContext(DataDirectory directory) throws IOException, GeneralSecurityException {
        Credential admin = Credential.of(
                Files.readString(directory.pki().resolve("admin.crt")),
                Files.readString(directory.pki().resolve("admin.key")));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(Credential.trustStore(
                Pem.certificates(Files.readString(directory.pki().resolve("ca.crt")))));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {admin.keyManager()}, trust.getTrustManagers(), null);
        return context;
    }
}
