package io.navarch.systemtests.kubectl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.navarch.client.ListOptions;
import io.navarch.embedded.cluster.EmbeddedCluster;
import io.navarch.model.core.v1.ConfigMap;
import io.navarch.model.core.v1.Pod;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import io.navarch.systemtests.fixture.Kubectl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong gets upstream's answer over HTTP and by kubectl, and leaves nothing in the store. */
class BadInputTest {
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String JSON = "application/json";
    private static final String YAML = "application/yaml";

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedCluster cluster;

    @SuppressWarnings("NullAway.Init")
    private static RawHttp http;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path home;

    @BeforeAll
    static void start() throws Exception {
        cluster = EmbeddedCluster.start(0);
        http = new RawHttp(cluster.url(), cluster.caCertificate(), cluster.token());
    }

    @AfterAll
    static void stop() {
        http.close();
        cluster.close();
    }

    @AfterEach
    void nothingIsStored() {
        assertThat(cluster.client().of(Pod.KIND).list(ListOptions.ALL).items()).isEmpty();
        assertThat(cluster.client()
                        .of(ConfigMap.KIND, "default")
                        .list(ListOptions.ALL)
                        .items())
                .extracting(ConfigMap::name)
                .isSubsetOf("kube-root-ca.crt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.27", "1.33"})
    void kubectlSaysWhatUpstreamWouldSay(String version) throws IOException {
        var program = Kubectl.program(version);
        assumeTrue(program.isPresent(), "needs kubectl " + version);
        Terminal.in(home.resolve(version), version, program.orElseThrow(), cluster.kubeconfig())
                .run(Script.read("refused"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"apiVersion":"v1","kind":"Pod",  | unrecognized (must be of type Pod): couldn't get version/kind; json parse error: unexpected end of JSON input ({"apiVersion":"v1","kind":"Pod ...)
            {"apiVersion":"v1" "kind":"Pod"}  | unrecognized (must be of type Pod): couldn't get version/kind; json parse error: invalid character '"' after object key:value pair ({"apiVersion":"v1" "kind":"Pod ...)
            {"kind":"Pod"}}                   | unrecognized (must be of type Pod): couldn't get version/kind; json parse error: invalid character '}' after top-level value ({"kind":"Pod"}})
            """)
    void brokenJson(String body, String message) {
        refused(http.send("POST", PODS, JSON, body), 400, "BadRequest", "the object provided is " + message);
    }

    @Test
    void brokenYaml() {
        var answer = http.send("POST", PODS, YAML, "kind: Pod\n  metadata: [\n");
        refused(
                answer,
                400,
                "BadRequest",
                "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error:");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '"metadata":{"name":true}'                  | json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.name of type string
            '"metadata":{"name":"x"},"data":["a"]'      | json: cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string
            '"metadata":{"name":"x"},"data":{"a":1}'    | json: cannot unmarshal number into Go struct field ConfigMap.data of type string
            '"metadata":{"name":"x"},"immutable":"yes"' | json: cannot unmarshal string into Go struct field ConfigMap.immutable of type bool
            '"metadata":"x"'                            | json: cannot unmarshal string into Go struct field ConfigMap.metadata of type v1.ObjectMeta
            """)
    void wrongTypes(String fields, String message) {
        var answer = http.send("POST", CONFIG_MAPS, JSON, configMap(fields));
        refused(answer, 400, "BadRequest", "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: " + message);
    }

    @Test
    void unknownAndDoubledFields() {
        var strict = CONFIG_MAPS + "?fieldValidation=Strict";
        var unknown = http.send("POST", strict, JSON, configMap("'metadata':{'name':'x'},'nope':1".replace('\'', '"')));
        refused(unknown, 400, "BadRequest", "strict decoding error: unknown field \"nope\"");
        var doubled = "\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":\"1\",\"a\":\"2\"}";
        refused(
                http.send("POST", strict, JSON, configMap(doubled)),
                400,
                "BadRequest",
                "strict decoding error: duplicate field \"data.a\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"apiVersion":"v1","kind":"Foo","metadata":{"name":"x"}}     | Foo in version "v1" cannot be handled as a ConfigMap: no kind "Foo" is registered for version "v1"
            {"apiVersion":"v9","kind":"ConfigMap","metadata":{"name":"x"}} | ConfigMap in version "v9" cannot be handled as a ConfigMap: no kind "ConfigMap" is registered for version "v9"
            {"apiVersion":"a/b/c","kind":"ConfigMap"}                    | unexpected GroupVersion string: a/b/c
            """)
    void unknownKindsAndVersions(String body, String message) {
        refused(http.send("POST", CONFIG_MAPS, JSON, body), 400, "BadRequest", message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/foos", "/api/v9/pods", "/apis/apps/v9/deployments", "/apis/none.io/v1/pods", "/foo"})
    void unknownPaths(String path) {
        for (var answer :
                List.of(http.get(path), http.send("POST", path, JSON, configMap("\"metadata\":{\"name\":\"x\"}")))) {
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.body())
                    .contains(path.equals("/foo") ? "404" : "the server could not find the requested resource");
        }
    }

    @Test
    void namesTooLong() {
        var name = "a".repeat(254);
        var answer = http.send("POST", CONFIG_MAPS, JSON, configMap("\"metadata\":{\"name\":\"" + name + "\"}"));
        refused(
                answer,
                422,
                "Invalid",
                "metadata.name: Invalid value: \"" + name + "\": must be no more than 253 bytes");
        var namespace =
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + "a".repeat(64) + "\"}}";
        refused(
                http.send("POST", "/api/v1/namespaces", JSON, namespace),
                422,
                "Invalid",
                "must be no more than 63 bytes");
    }

    @Test
    void largeBodies() {
        var body = configMap("\"metadata\":{\"name\":\"x\"},\"data\":{\"a\":\"" + "x".repeat(10_000_000) + "\"}");
        var answer = http.send("POST", CONFIG_MAPS, JSON, body);
        refused(answer, 413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
        var patch = http.send("PATCH", CONFIG_MAPS + "/kube-root-ca.crt", "application/merge-patch+json", body);
        refused(patch, 413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728");
    }

    @Test
    void unknownMediaTypes() {
        var sent = http.send("POST", CONFIG_MAPS, "text/plain", configMap("\"metadata\":{\"name\":\"x\"}"));
        refused(
                sent,
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: ");
        var patch = http.send("PATCH", CONFIG_MAPS + "/kube-root-ca.crt", JSON, "{}");
        refused(patch, 415, "UnsupportedMediaType", "415: Unsupported Media Type");
        var asked = http.with(Map.of("Accept", "image/png")).get(CONFIG_MAPS);
        refused(asked, 406, "NotAcceptable", "only the following media types are accepted: ");
    }

    @Test
    void futureVersionsAreWaitedForInVain() {
        var answer = http.get("/api/v1/pods?resourceVersion=99999999");
        refused(answer, 504, "Timeout", "Timeout: Too large resource version: 99999999, current: ");
    }

    @Test
    void wrongMethods() {
        var post = http.send("POST", CONFIG_MAPS + "/x", JSON, configMap("\"metadata\":{\"name\":\"x\"}"));
        refused(post, 405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        var delete = http.send("DELETE", "/api/v1/pods", JSON, "");
        refused(delete, 405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    @Test
    void strangers() {
        var body = configMap("\"metadata\":{\"name\":\"x\"}");
        refused(http.as("wrong").send("POST", CONFIG_MAPS, JSON, body), 401, "Unauthorized", "Unauthorized");
        refused(
                http.as("").send("POST", CONFIG_MAPS, JSON, body),
                403,
                "Forbidden",
                "configmaps is forbidden: User \"system:anonymous\" cannot create resource \"configmaps\" in API group \"\" in the namespace \"default\"");
        refused(
                http.as("").get("/metrics"),
                403,
                "Forbidden",
                "forbidden: User \"system:anonymous\" cannot get path \"/metrics\"");
        assertThat(http.as("").get("/healthz").body()).isEqualTo("ok");
        assertThat(http.as("wrong").get("/healthz").status()).isEqualTo(401);
    }

    @Test
    void usersWithoutRights() {
        var request = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\",\"spec\":{}}";
        var token = (Dict) JsonReader.any(
                http.send("POST", "/api/v1/namespaces/default/serviceaccounts/default/token", JSON, request)
                        .body()
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var status = (Dict) token.get("status");
        var account = http.as(String.valueOf(status == null ? null : status.get("token")));
        var who = "User \"system:serviceaccount:default:default\" cannot ";
        refused(
                account.send("POST", CONFIG_MAPS, JSON, configMap("\"metadata\":{\"name\":\"x\"}")),
                403,
                "Forbidden",
                "configmaps is forbidden: " + who
                        + "create resource \"configmaps\" in API group \"\" in the namespace \"default\"");
        refused(
                account.send("DELETE", CONFIG_MAPS + "/kube-root-ca.crt", JSON, ""),
                403,
                "Forbidden",
                "configmaps \"kube-root-ca.crt\" is forbidden: " + who + "delete resource \"configmaps\"");
        refused(
                account.get("/apis/apps/v1/deployments"),
                403,
                "Forbidden",
                "deployments.apps is forbidden: " + who
                        + "list resource \"deployments\" in API group \"apps\" at the cluster scope");
        var impersonated = account.with(Map.of("Impersonate-User", "kubernetes-admin"));
        refused(
                impersonated.get(PODS),
                403,
                "Forbidden",
                "users \"kubernetes-admin\" is forbidden: " + who
                        + "impersonate resource \"users\" in API group \"\" at the cluster scope");
    }

    private static String configMap(String fields) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\"," + fields + "}";
    }

    private static void refused(RawHttp.Reply answer, int code, String reason, String message) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(code);
        assertThat(answer.contentType()).isEqualTo(JSON);
        var status = (Dict) JsonReader.any(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(status.get("kind")).isEqualTo("Status");
        assertThat(status.get("apiVersion")).isEqualTo("v1");
        assertThat(status.get("status")).isEqualTo("Failure");
        assertThat(String.valueOf(status.get("message"))).contains(message);
        assertThat(status.get("reason")).isEqualTo(reason);
        assertThat(String.valueOf(status.get("code"))).isEqualTo(String.valueOf(code));
    }
}
