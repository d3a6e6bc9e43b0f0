package io.navarch.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.auth.ServiceAccountTokens;
import io.navarch.apiserver.bootstrap.Bootstrap;
import io.navarch.apiserver.registry.DeleteOptions;
import io.navarch.apiserver.request.ApiResponse;
import io.navarch.apiserver.request.User;
import io.navarch.model.Kind;
import io.navarch.model.core.v1.PersistentVolume;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.core.v1.Secret;
import io.navarch.model.core.v1.ServiceAccount;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.pki.Credential;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may do what, from the tokens and names that clients show to the decisions and their wording. */
@SuppressWarnings("NullAway.Init")
class AccessTest {
    private static final User JANE = User.of("jane", "devs");
    private static final User NODE = User.of("system:node:n1", "system:nodes");
    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new TestCluster();
        create(ServiceAccount.KIND, "{\"metadata\":{\"namespace\":\"default\",\"name\":\"robot\"}}");
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void create(Kind<?> kind, String json) {
        var object = JsonReader.struct(kind.type(), json.getBytes(StandardCharsets.UTF_8));
        cluster.server.stores().of(kind.group(), kind.resource()).create(Bootstrap.SERVER, object, false);
    }

    private record Answer(int status, String body) {
        String message() {
            return JsonReader.any(body.getBytes(StandardCharsets.UTF_8)) instanceof Dict dict
                    ? String.valueOf(dict.get("message"))
                    : "";
        }
    }

    private static Answer call(User user, String method, String target) {
        return call(user, method, target, "", Map.of());
    }

    private static Answer call(User user, String method, String target, String body, Map<String, String> headers) {
        var answer =
                cluster.server.pipeline().handle(method, target, headers, body.getBytes(StandardCharsets.UTF_8), user);
        var text = answer.body() instanceof ApiResponse.Bytes bytes
                ? new String(bytes.toByteArray(), StandardCharsets.UTF_8)
                : "";
        return new Answer(answer.status(), text);
    }

    private static Answer post(User user, String target, String body) {
        return call(user, "POST", target, body, Map.of("content-type", "application/json"));
    }

    /** The mirrors of the authorisers follow the store at once, but not in the same moment. */
    private static void eventually(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("the time this may take").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void wordsRefusalsAsUpstreamDoes() {
        assertThat(call(JANE, "GET", "/api/v1/namespaces/default/pods").message())
                .isEqualTo("pods is forbidden: User \"jane\" cannot list resource \"pods\" in API group \"\" in the"
                        + " namespace \"default\"");
        assertThat(call(JANE, "GET", "/apis/apps/v1/namespaces/default/deployments/d/scale")
                        .message())
                .isEqualTo("deployments.apps \"d\" is forbidden: User \"jane\" cannot get resource"
                        + " \"deployments/scale\" in API group \"apps\" in the namespace \"default\"");
        assertThat(call(JANE, "DELETE", "/api/v1/nodes/n").message())
                .isEqualTo(
                        "nodes \"n\" is forbidden: User \"jane\" cannot delete resource \"nodes\" in API group \"\" at"
                                + " the cluster scope");
        assertThat(call(JANE, "GET", "/metrics").message())
                .isEqualTo("forbidden: User \"jane\" cannot get path \"/metrics\"");
        assertThat(call(User.ANONYMOUS, "GET", "/healthz").body()).isEqualTo("ok");
        assertThat(call(User.ANONYMOUS, "GET", "/api").status()).isEqualTo(403);
    }

    @Test
    void followsRolesAndBindingsAsTheyChange() throws Exception {
        create(
                io.navarch.model.rbac.v1.Role.KIND,
                "{\"metadata\":{\"namespace\":\"kube-public\",\"name\":\"reader\"},\"rules\":[{\"verbs\":[\"get\"],"
                        + "\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],\"resourceNames\":[\"cluster-info\"]}]}");
        create(
                io.navarch.model.rbac.v1.RoleBinding.KIND,
                "{\"metadata\":{\"namespace\":\"kube-public\",\"name\":\"reader\"},\"subjects\":[{\"kind\":\"Group\","
                        + "\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"devs\"}],\"roleRef\":{\"kind\":\"Role\","
                        + "\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"reader\"}}");
        var target = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
        eventually(() -> call(JANE, "GET", target).status() == 200);
        assertThat(call(JANE, "GET", "/api/v1/namespaces/kube-public/configmaps")
                        .status())
                .isEqualTo(403);
        assertThat(call(JANE, "GET", "/api/v1/namespaces/kube-public/configmaps/other")
                        .status())
                .isEqualTo(403);
        assertThat(call(JANE, "GET", "/api/v1/namespaces/default/configmaps/cluster-info")
                        .status())
                .isEqualTo(403);
        cluster.server
                .stores()
                .of("rbac.authorization.k8s.io", "rolebindings")
                .delete(Bootstrap.SERVER, "kube-public", "reader", DeleteOptions.NONE);
        eventually(() -> call(JANE, "GET", target).status() == 403);
    }

    @Test
    void letsNobodyGiveAwayMoreThanTheyHave() throws Exception {
        create(
                io.navarch.model.rbac.v1.ClusterRole.KIND,
                "{\"metadata\":{\"name\":\"role-writer\"},\"rules\":[{\"verbs\":[\"*\"],"
                        + "\"apiGroups\":[\"rbac.authorization.k8s.io\"],\"resources\":[\"roles\",\"rolebindings\"]},"
                        + "{\"verbs\":[\"get\"],\"apiGroups\":[\"\"],\"resources\":[\"pods\"]}]}");
        create(
                io.navarch.model.rbac.v1.ClusterRoleBinding.KIND,
                "{\"metadata\":{\"name\":\"role-writer\"},\"subjects\":[{\"kind\":\"User\",\"name\":\"rita\","
                        + "\"apiGroup\":\"rbac.authorization.k8s.io\"}],\"roleRef\":{\"kind\":\"ClusterRole\","
                        + "\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"role-writer\"}}");
        var rita = User.of("rita");
        var roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";
        eventually(() -> call(rita, "GET", roles).status() == 200);
        // A verb of * holds escalate and bind too, for roles but not for cluster roles.
        var role = "{\"metadata\":{\"name\":\"%s\"},\"rules\":[{\"verbs\":[\"get\",\"list\"],"
                + "\"apiGroups\":[\"\"],\"resources\":[\"pods\"]}]}";
        assertThat(post(rita, roles, role.formatted("a")).status()).isEqualTo(201);
        var binding = "{\"metadata\":{\"name\":\"b\"},\"subjects\":[{\"kind\":\"User\",\"name\":\"rita\","
                + "\"apiGroup\":\"rbac.authorization.k8s.io\"}],\"roleRef\":{\"kind\":\"ClusterRole\","
                + "\"apiGroup\":\"rbac.authorization.k8s.io\",\"name\":\"system:node-bootstrapper\"}}";
        var refused = post(rita, roles.replace("roles", "rolebindings"), binding);
        assertThat(refused.message())
                .startsWith("rolebindings.rbac.authorization.k8s.io \"b\" is forbidden: user \"rita\""
                        + " (groups=[\"system:authenticated\"]) is attempting to grant RBAC permissions not currently"
                        + " held:\n{APIGroups:[\"certificates.k8s.io\"],"
                        + " Resources:[\"certificatesigningrequests\"], Verbs:[\"create\"");
        assertThat(post(User.of("admin", User.MASTERS), roles.replace("roles", "rolebindings"), binding)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void letsThoseWhoMayActAsOthers() {
        var admin = User.of("admin", User.MASTERS);
        var refused = call(
                admin,
                "GET",
                "/api/v1/secrets",
                "",
                Map.of("impersonate-user", "jane", "impersonate-group", "devs\nops"));
        assertThat(refused.message()).startsWith("secrets is forbidden: User \"jane\" cannot list");
        assertThat(call(JANE, "GET", "/version", "", Map.of("impersonate-user", "bob"))
                        .message())
                .isEqualTo(
                        "users \"bob\" is forbidden: User \"jane\" cannot impersonate resource \"users\" in API group"
                                + " \"\" at the cluster scope");
        assertThat(call(admin, "GET", "/version", "", Map.of("impersonate-group", "x"))
                        .status())
                .isEqualTo(500);
    }

    @Test
    void letsANodeReadWhatItsPodsNeed() throws Exception {
        create(Secret.KIND, "{\"metadata\":{\"namespace\":\"default\",\"name\":\"mine\"}}");
        create(Secret.KIND, "{\"metadata\":{\"namespace\":\"default\",\"name\":\"disk\"}}");
        create(Secret.KIND, "{\"metadata\":{\"namespace\":\"default\",\"name\":\"foreign\"}}");
        create(PersistentVolume.KIND, """
                {"metadata":{"name":"v"},"spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOnce"],
                "claimRef":{"namespace":"default","name":"claim"},"csi":{"driver":"d","volumeHandle":"h",
                "nodePublishSecretRef":{"namespace":"default","name":"disk"}}}}""");
        create(Pod.KIND, """
                {"metadata":{"namespace":"default","name":"on-n1"},"spec":{"nodeName":"n1","serviceAccountName":"robot",
                "volumes":[{"name":"a","persistentVolumeClaim":{"claimName":"claim"}}],
                "containers":[{"name":"c","image":"i","envFrom":[{"secretRef":{"name":"mine"}}]}]}}""");
        var secrets = "/api/v1/namespaces/default/secrets/";
        eventually(() -> call(NODE, "GET", secrets + "mine").status() == 200);
        eventually(() -> call(NODE, "GET", secrets + "disk").status() == 200);
        eventually(() -> call(NODE, "GET", "/api/v1/persistentvolumes/v").status() == 200);
        assertThat(call(NODE, "GET", secrets + "foreign").message())
                .endsWith("in the namespace \"default\": no relationship found between node 'n1' and this object");
        assertThat(call(NODE, "GET", "/api/v1/namespaces/default/secrets").status())
                .isEqualTo(403);
        assertThat(call(NODE, "GET", "/api/v1/namespaces/default/pods/on-n1").status())
                .isEqualTo(200);
        assertThat(call(NODE, "GET", "/api/v1/namespaces/default/pods/gone").status())
                .isEqualTo(404);
        var other = User.of("system:node:n2", "system:nodes");
        assertThat(call(other, "GET", secrets + "mine").status()).isEqualTo(403);
        assertThat(call(other, "GET", "/api/v1/namespaces/default/pods/on-n1").status())
                .isEqualTo(403);
        assertThat(call(other, "GET", "/api/v1/services").status()).isEqualTo(200);
    }

    @Test
    void reviewsAccess() {
        var review = "{\"spec\":{\"user\":\"system:kube-scheduler\",\"resourceAttributes\":{\"verb\":\"create\","
                + "\"resource\":\"pods\",\"subresource\":\"binding\",\"namespace\":\"default\"}}}";
        var admin = User.of("admin", User.MASTERS);
        var path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
        assertThat(post(admin, path, review).body())
                .contains("\"status\":{\"allowed\":true,\"reason\":\"RBAC: allowed by ClusterRoleBinding"
                        + " \\\"system:kube-scheduler\\\" of ClusterRole \\\"system:kube-scheduler\\\" to User"
                        + " \\\"system:kube-scheduler\\\"\"}");
        assertThat(post(admin, path, review.replace("kube-scheduler", "nobody")).body())
                .contains("\"status\":{\"allowed\":false}");
        assertThat(post(admin, path, "{\"spec\":{}}").status()).isEqualTo(422);
        var rules = post(
                JANE,
                "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                "{\"spec\":{\"namespace\":\"default\"}}");
        assertThat(rules.status()).isEqualTo(201);
        assertThat(rules.body()).contains("selfsubjectaccessreviews", "\"incomplete\":false", "\"/healthz\"");
        assertThat(post(JANE, "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}")
                        .body())
                .contains("\"userInfo\":{\"groups\":[\"devs\",\"system:authenticated\"],\"username\":\"jane\"}");
    }

    private static ServiceAccountTokens.Wish wish(@Nullable String audience, Duration lifetime) {
        var account = new ServiceAccount(
                cluster.server.stores().of("", "serviceaccounts").get("default", "robot"));
        return new ServiceAccountTokens.Wish(
                "default",
                "robot",
                account.uid(),
                audience == null ? List.of() : List.of(audience),
                lifetime,
                null,
                null,
                null);
    }

    private static HttpResponse<String> whoAmI(String authorization) throws Exception {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(Credential.trustStore(List.of(cluster.pki.ca().certificate())));
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (var client = HttpClient.newBuilder().sslContext(context).build()) {
            var uri =
                    "https://127.0.0.1:" + cluster.server.port() + "/apis/authentication.k8s.io/v1/selfsubjectreviews";
            var request = HttpRequest.newBuilder(URI.create(uri))
                    .header("Authorization", authorization)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"));
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void knowsServiceAccountsByTheirTokens() throws Exception {
        var tokens = cluster.server.tokens();
        var good = tokens.issue(wish(null, Duration.ofHours(1))).token();
        assertThat(whoAmI("Bearer " + good).body())
                .contains("system:serviceaccount:default:robot", "system:serviceaccounts:default", "JTI=");
        assertThat(whoAmI("Bearer "
                                + tokens.issue(wish("elsewhere", Duration.ofHours(1)))
                                        .token())
                        .statusCode())
                .isEqualTo(401);
        assertThat(whoAmI("Bearer "
                                + tokens.issue(wish(null, Duration.ofHours(-1))).token())
                        .statusCode())
                .isEqualTo(401);
        var forged = good.substring(0, good.length() - 8) + "AAAAAAAA";
        assertThat(whoAmI("Bearer " + forged).statusCode()).isEqualTo(401);
        assertThat(whoAmI("Basic eDp5").statusCode()).isEqualTo(401);
    }

    @Test
    void endsTokensWithWhatTheyAreBoundTo() throws Exception {
        create(Secret.KIND, "{\"metadata\":{\"namespace\":\"default\",\"name\":\"anchor\"}}");
        var secrets = cluster.server.stores().of("", "secrets");
        var anchor = new Secret(secrets.get("default", "anchor"));
        var plain = wish("elsewhere", Duration.ofHours(1));
        var token = cluster.server
                .tokens()
                .issue(new ServiceAccountTokens.Wish(
                        plain.namespace(),
                        plain.account(),
                        plain.accountUid(),
                        plain.audiences(),
                        plain.lifetime(),
                        new ServiceAccountTokens.Bound("Secret", "anchor", anchor.uid()),
                        null,
                        null))
                .token();
        var admin = User.of("admin", User.MASTERS);
        var path = "/apis/authentication.k8s.io/v1/tokenreviews";
        var review = "{\"spec\":{\"token\":\"" + token + "\",\"audiences\":[\"elsewhere\"]}}";
        assertThat(post(admin, path, review).body())
                .contains(
                        "\"authenticated\":true",
                        "\"audiences\":[\"elsewhere\"]",
                        "\"username\":\"system:serviceaccount:default:robot\"");
        assertThat(post(admin, path, review.replace("[\"elsewhere\"]", "[\"nowhere\"]"))
                        .body())
                .doesNotContain("\"authenticated\":true");
        secrets.delete(Bootstrap.SERVER, "default", "anchor", DeleteOptions.NONE);
        assertThat(post(admin, path, review).body())
                .contains("[invalid bearer token, Token has been invalidated]")
                .doesNotContain("\"authenticated\":true");
    }

    @Test
    void knowsBootstrapTokens() throws Exception {
        create(Secret.KIND, """
                {"metadata":{"namespace":"kube-system","name":"bootstrap-token-abcdef"},
                "type":"bootstrap.kubernetes.io/token","stringData":{"token-id":"abcdef",
                "token-secret":"0123456789abcdef","usage-bootstrap-authentication":"true",
                "auth-extra-groups":"system:bootstrappers:kubeadm:default-node-token"}}""");
        assertThat(whoAmI("Bearer abcdef.0123456789abcdef").body())
                .contains("system:bootstrap:abcdef", "system:bootstrappers:kubeadm:default-node-token");
        assertThat(whoAmI("Bearer abcdef.0123456789abcdeX").statusCode()).isEqualTo(401);
    }

    @Test
    void showsOthersHowToVerifyTokens() {
        var account = User.serviceAccount("default", "robot");
        assertThat(call(account, "GET", "/.well-known/openid-configuration").body())
                .contains("\"issuer\":\"https://kubernetes.default.svc.cluster.local\"", "jwks_uri");
        assertThat(call(account, "GET", "/openid/v1/jwks").body()).contains("\"kid\":", "\"use\":\"sig\"");
    }

    @Test
    void startsWithoutAuthorisationIfTold() {
        try (var open = new TestCluster(config -> config.withAccess(new ApiServerConfig.Access(
                        List.of("AlwaysAllow"),
                        true,
                        java.util.Optional.of("tok,tina,1,\"a,b\"\n"),
                        java.util.Optional.empty()))
                .withListen(new ApiServerConfig.Listen("127.0.0.1", 0, OptionalInt.of(0), "192.0.2.10")))) {
            var answer = open.server.pipeline().handle("GET", "/api/v1/secrets", Map.of(), new byte[0], User.ANONYMOUS);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(open.server.insecurePort()).isPositive();
        }
    }
}
