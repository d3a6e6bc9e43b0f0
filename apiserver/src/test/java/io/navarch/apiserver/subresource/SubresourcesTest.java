package io.navarch.apiserver.subresource;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.navarch.apiserver.WholeServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SubresourcesTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";
    private static final String DEPLOYMENT = "/apis/apps/v1/namespaces/default/deployments/web";

    private final WholeServer server = new WholeServer();

    @AfterEach
    void close() {
        server.close();
    }

    private void deployment() {
        var answer = server.post(
                "/apis/apps/v1/namespaces/default/deployments",
                "{'metadata':{'name':'web'},'spec':{'replicas':2,'selector':{'matchLabels':{'app':'w'},'matchExpressions':[{'key':'t','operator':'In','values':['b','a']}]},"
                        + "'template':{'metadata':{'labels':{'app':'w','t':'a'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}");
        assertThat(answer.status()).isEqualTo(201);
    }

    private void pod(String name) {
        assertThat(server.post(
                                PODS,
                                "{'metadata':{'name':'" + name
                                        + "','labels':{'app':'w'}},'spec':{'containers':[{'name':'c','image':'i'}]}}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void scalesReadWriteAndPatch() {
        deployment();
        var scale = server.get(DEPLOYMENT + "/scale");
        assertThat(scale.text("kind")).isEqualTo("Scale");
        assertThat(scale.at("spec", "replicas")).isEqualTo(2L);
        assertThat(scale.text("status", "selector")).isEqualTo("app=w,t in (a,b)");
        assertThat(server.merge(DEPLOYMENT + "/scale", "{'spec':{'replicas':5}}")
                        .at("spec", "replicas"))
                .isEqualTo(5L);
        var changed = server.get(DEPLOYMENT);
        assertThat(changed.at("spec", "replicas")).isEqualTo(5L);
        assertThat(changed.at("metadata", "generation")).isEqualTo(2L);
        assertThat(changed.text("metadata", "managedFields", "1", "subresource"))
                .isEqualTo("scale");
        assertThat(changed.text("metadata", "managedFields", "1", "fieldsV1")).isEqualTo("{f:spec={f:replicas={}}}");
        assertThat(server.merge(DEPLOYMENT + "/scale?dryRun=All", "{'spec':{'replicas':9}}")
                        .at("spec", "replicas"))
                .isEqualTo(9L);
        assertThat(server.get(DEPLOYMENT).at("spec", "replicas")).isEqualTo(5L);
    }

    @Test
    void scalesRefuseWhatIsStaleOrNegative() {
        deployment();
        var stale = server.put(
                DEPLOYMENT + "/scale",
                "{'apiVersion':'autoscaling/v1','kind':'Scale','metadata':{'name':'web','resourceVersion':'1'},'spec':{'replicas':1}}");
        assertThat(stale.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on deployments.apps \"web\": "
                                + "the object has been modified; please apply your changes to the latest version and try again");
        assertThat(server.merge(DEPLOYMENT + "/scale", "{'spec':{'replicas':-1}}")
                        .message())
                .isEqualTo(
                        "Scale.autoscaling \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0");
        assertThat(server.get("/apis/apps/v1/namespaces/default/deployments/none/scale")
                        .message())
                .isEqualTo("deployments/scale.apps \"none\" not found");
    }

    @Test
    void applyingAScaleOwnsTheReplicas() {
        deployment();
        var scale = "{apiVersion: autoscaling/v1, kind: Scale, metadata: {name: web}, spec: {replicas: 4}}";
        assertThat(server.apply(DEPLOYMENT + "/scale?fieldManager=me", scale).message())
                .isEqualTo("Apply failed with 1 conflict: conflict with \"unknown\" using apps/v1: .spec.replicas");
        assertThat(server.apply(DEPLOYMENT + "/scale?fieldManager=me&force=true", scale)
                        .at("spec", "replicas"))
                .isEqualTo(4L);
        assertThat(server.get(DEPLOYMENT).text("metadata", "managedFields", "0", "manager"))
                .isEqualTo("me");
    }

    @Test
    void aPodIsBoundOnce() {
        pod("p");
        var binding =
                "{'apiVersion':'v1','kind':'Binding','metadata':{'name':'p'},'target':{'kind':'Node','name':'n'}}";
        var bound = server.post(PODS + "/p/binding", binding);
        assertThat(bound.status()).isEqualTo(201);
        assertThat(bound.text("status")).isEqualTo("Success");
        var pod = server.get(PODS + "/p");
        assertThat(pod.text("spec", "nodeName")).isEqualTo("n");
        assertThat(pod.text("status", "conditions", "0", "type")).isEqualTo("PodScheduled");
        var again = server.post(PODS + "/p/binding", binding);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.message())
                .isEqualTo(
                        "Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node \"n\"");
        pod("q");
        assertThat(server.post("/api/v1/namespaces/default/bindings", binding.replace("'p'", "'q'"))
                        .status())
                .isEqualTo(201);
        assertThat(server.post(PODS + "/none/binding", binding.replace("'p'", "'none'"))
                        .message())
                .isEqualTo("pods \"none\" not found");
        assertThat(server.post(PODS + "/q/binding", "{'metadata':{'name':'q'},'target':{'kind':'X'}}")
                        .message())
                .isEqualTo(
                        "Binding \"q\" is invalid: [target.kind: Unsupported value: \"X\": supported values: \"Node\", \"<empty>\", target.name: Required value]");
    }

    private WholeServer.Answer evict(String name) {
        return server.post(
                PODS + "/" + name + "/eviction",
                "{'apiVersion':'policy/v1','kind':'Eviction','metadata':{'name':'" + name + "'}}");
    }

    @Test
    void evictionsKeepTheBudget() {
        for (var name : List.of("a", "b")) {
            pod(name);
            server.merge(
                    PODS + "/" + name + "/status",
                    "{'status':{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]}}");
        }
        var budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
        server.post(
                budgets, "{'metadata':{'name':'w'},'spec':{'minAvailable':1,'selector':{'matchLabels':{'app':'w'}}}}");
        assertThat(evict("a").text("details", "causes", "0", "message"))
                .isEqualTo("The disruption budget w is still being processed by the server.");
        server.merge(
                budgets + "/w/status",
                "{'status':{'observedGeneration':1,'disruptionsAllowed':1,'desiredHealthy':1,'currentHealthy':2}}");
        assertThat(evict("a").status()).isEqualTo(201);
        assertThat(server.get(PODS + "/a").status()).isEqualTo(404);
        var refused = evict("b");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.message()).isEqualTo("Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(refused.text("details", "causes", "0", "message"))
                .isEqualTo("The disruption budget w does not allow evicting pods currently");
        server.merge(budgets + "/w/status", "{'status':{'currentHealthy':1}}");
        assertThat(evict("b").text("details", "causes", "0", "message"))
                .isEqualTo("The disruption budget w needs 1 healthy pods and has 1 currently");
        assertThat(evict("none").status()).isEqualTo(404);
    }

    @Test
    void evictionsMayComeInTheBetaVersion() {
        pod("a");
        var eviction = "{'apiVersion':'policy/v1beta1','kind':'Eviction','metadata':{'name':'a'}}";
        assertThat(server.post(PODS + "/a/eviction", eviction).status()).isEqualTo(201);
        var unknown = server.post(PODS + "/a/eviction", eviction.replace("v1beta1", "v9"));
        assertThat(unknown.message()).startsWith("Eviction in version \"v9\" cannot be handled as a Eviction: no kind");
    }

    @Test
    void tokensAreBoundToTheirPod() throws Exception {
        pod("p");
        var path = "/api/v1/namespaces/default/serviceaccounts/default/token";
        var uid = server.get(PODS + "/p").text("metadata", "uid");
        var answer = server.post(
                path,
                "{'spec':{'expirationSeconds':3607,'boundObjectRef':{'kind':'Pod','apiVersion':'v1','name':'p','uid':'"
                        + uid + "'}}}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("status", "expirationTimestamp")).isEqualTo("2026-01-01T01:00:07Z");
        var claims = SignedJWT.parse(answer.text("status", "token")).getJWTClaimsSet();
        assertThat(claims.getSubject()).isEqualTo("system:serviceaccount:default:default");
        assertThat(claims.getExpirationTime().toInstant()).hasToString("2027-01-01T00:00:00Z");
        assertThat(claims.getJSONObjectClaim("kubernetes.io"))
                .extractingByKey("pod")
                .isEqualTo(Map.of("name", "p", "uid", uid));
        assertThat(server.post(path, "{'spec':{'expirationSeconds':5}}").message())
                .isEqualTo(
                        "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes");
        assertThat(server.post("/api/v1/namespaces/default/serviceaccounts/none/token", "{'spec':{}}")
                        .message())
                .isEqualTo("serviceaccounts \"none\" not found");
        assertThat(server.post(path, "{'spec':{'boundObjectRef':{'kind':'Pod','name':'none'}}}")
                        .message())
                .isEqualTo("pods \"none\" not found");
    }

    @Test
    void componentStatusesAreAskedFor() {
        var list = server.get("/api/v1/componentstatuses");
        assertThat(list.text("items", "1", "metadata", "name")).isEqualTo("etcd-0");
        assertThat(list.text("items", "1", "conditions", "0", "status")).isEqualTo("False");
        assertThat(server.get("/api/v1/componentstatuses/scheduler").text("conditions", "0", "message"))
                .isEqualTo("ok");
    }

    @Test
    void aNamespaceGoesWhenItIsFinalized() {
        server.post("/api/v1/namespaces", "{'metadata':{'name':'x'}}");
        assertThat(server.delete("/api/v1/namespaces/x").text("status", "phase"))
                .isEqualTo("Terminating");
        var finalized = server.put(
                "/api/v1/namespaces/x/finalize",
                "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'x'},'spec':{}}");
        assertThat(finalized.status()).isEqualTo(200);
        assertThat(server.get("/api/v1/namespaces/x").status()).isEqualTo(404);
    }
}
