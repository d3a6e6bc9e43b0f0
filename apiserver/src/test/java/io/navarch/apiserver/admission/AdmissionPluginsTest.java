package io.navarch.apiserver.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.apiserver.WholeServer;
import io.navarch.apiserver.request.User;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionPluginsTest {
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final WholeServer server = new WholeServer();

    @AfterEach
    void close() {
        server.close();
    }

    private static String pod(String name, String container, String spec) {
        return "{'metadata':{'name':'" + name + "'},'spec':{'containers':[{'name':'c','image':'i'" + container + "}]"
                + spec + "}}";
    }

    private static String resources(String resources) {
        return ",'resources':" + resources;
    }

    @Test
    void nothingIsMadeInATerminatingNamespace() {
        server.post("/api/v1/namespaces", "{'metadata':{'name':'x'}}");
        server.delete("/api/v1/namespaces/x");
        var answer = server.post("/api/v1/namespaces/x/configmaps", "{'metadata':{'name':'c'}}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.message())
                .isEqualTo(
                        "configmaps \"c\" is forbidden: unable to create new content in namespace x because it is being terminated");
        assertThat(answer.text("details", "causes", "0", "reason")).isEqualTo("NamespaceTerminating");
        assertThat(server.delete("/api/v1/namespaces/kube-system").status()).isEqualTo(404);
        assertThat(server.delete("/api/v1/namespaces/default").message())
                .isEqualTo("namespaces \"default\" is forbidden: this namespace may not be deleted");
    }

    @Test
    void containersGetTheDefaultsOfTheirNamespace() {
        server.post(
                "/api/v1/namespaces/default/limitranges",
                "{'metadata':{'name':'l'},'spec':{'limits':[{'type':'Container','default':{'cpu':'1'},'defaultRequest':{'memory':'1Mi'},'max':{'cpu':'2'}}]}}");
        var created = server.post(PODS, pod("p", "", ""));
        assertThat(created.text("spec", "containers", "0", "resources", "limits", "cpu"))
                .isEqualTo("1");
        assertThat(created.text("metadata", "annotations", "kubernetes.io/limit-ranger"))
                .isEqualTo("LimitRanger plugin set: cpu, memory request for container c; cpu limit for container c");
        assertThat(server.post(PODS, pod("q", resources("{'limits':{'cpu':'3'}}"), ""))
                        .message())
                .isEqualTo("pods \"q\" is forbidden: maximum cpu usage per Container is 2, but limit is 3");
    }

    @Test
    void accountsGiveTheirPullSecretsAndMayKeepTheirToken() {
        server.post(
                "/api/v1/namespaces/default/serviceaccounts",
                "{'metadata':{'name':'a'},'automountServiceAccountToken':false,'imagePullSecrets':[{'name':'s'}]}");
        var created = server.post(PODS, pod("p", "", ",'serviceAccountName':'a'"));
        assertThat(created.text("spec", "imagePullSecrets", "0", "name")).isEqualTo("s");
        assertThat(created.text("spec", "volumes")).isEmpty();
        assertThat(server.post(PODS, pod("q", "", ",'serviceAccountName':'a','automountServiceAccountToken':true"))
                        .text("spec", "volumes", "0", "name"))
                .startsWith("kube-api-access-");
    }

    @Test
    void classesDecideThePriority() {
        server.post(
                "/apis/scheduling.k8s.io/v1/priorityclasses",
                "{'metadata':{'name':'high'},'value':7,'globalDefault':true,'preemptionPolicy':'Never'}");
        var created = server.post(PODS, pod("p", "", ""));
        assertThat(created.at("spec", "priority")).isEqualTo(7L);
        assertThat(created.text("spec", "priorityClassName")).isEqualTo("high");
        assertThat(created.text("spec", "preemptionPolicy")).isEqualTo("Never");
        assertThat(server.post(PODS, pod("q", "", ",'priority':3")).message())
                .contains(
                        "the integer value of priority (3) must not be provided in pod spec; priority admission controller computed 7 from the given PriorityClass name");
        assertThat(server.post(
                                "/apis/scheduling.k8s.io/v1/priorityclasses",
                                "{'metadata':{'name':'other'},'value':8,'globalDefault':true}")
                        .message())
                .contains("PriorityClass high is already marked as default. Only one default can exist");
    }

    @Test
    void quotasAreKept() {
        server.post(
                "/api/v1/namespaces/default/resourcequotas",
                "{'metadata':{'name':'q'},'spec':{'hard':{'pods':'1','requests.cpu':'1'}}}");
        assertThat(server.post(PODS, pod("p", "", "")).message())
                .isEqualTo("pods \"p\" is forbidden: failed quota: q: must specify requests.cpu for: c");
        assertThat(server.post(PODS, pod("p", resources("{'requests':{'cpu':'600m'}}"), ""))
                        .status())
                .isEqualTo(201);
        assertThat(server.post(PODS, pod("r", resources("{'requests':{'cpu':'600m'}}"), ""))
                        .message())
                .isEqualTo(
                        "pods \"r\" is forbidden: exceeded quota: q, requested: pods=1,requests.cpu=600m, used: pods=1,requests.cpu=600m, limited: pods=1,requests.cpu=1");
    }

    @Test
    void aQuotaThatIsCountedTakesWhatIsAdmitted() {
        var path = "/api/v1/namespaces/default/resourcequotas/q";
        server.post(
                "/api/v1/namespaces/default/resourcequotas",
                "{'metadata':{'name':'q'},'spec':{'hard':{'configmaps':'2'}}}");
        server.merge(path + "/status", "{'status':{'hard':{'configmaps':'2'},'used':{'configmaps':'1'}}}");
        assertThat(server.post("/api/v1/namespaces/default/configmaps", "{'metadata':{'name':'a'}}")
                        .status())
                .isEqualTo(201);
        assertThat(server.get(path).text("status", "used", "configmaps")).isEqualTo("2");
        assertThat(server.post("/api/v1/namespaces/default/configmaps", "{'metadata':{'name':'b'}}")
                        .message())
                .isEqualTo(
                        "configmaps \"b\" is forbidden: exceeded quota: q, requested: configmaps=1, used: configmaps=2, limited: configmaps=2");
    }

    @Test
    void claimsGetTheDefaultClassAndProtection() {
        server.post(
                "/apis/storage.k8s.io/v1/storageclasses",
                "{'metadata':{'name':'fast','annotations':{'storageclass.kubernetes.io/is-default-class':'true'}},'provisioner':'p'}");
        var claim = server.post(
                "/api/v1/namespaces/default/persistentvolumeclaims",
                "{'metadata':{'name':'c'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}");
        assertThat(claim.text("spec", "storageClassName")).isEqualTo("fast");
        assertThat(claim.text("metadata", "finalizers", "0")).isEqualTo("kubernetes.io/pvc-protection");
        assertThat(server.merge(
                                "/api/v1/namespaces/default/persistentvolumeclaims/c",
                                "{'spec':{'resources':{'requests':{'storage':'2Gi'}}}}")
                        .status())
                .isIn(403, 422);
    }

    @Test
    void runtimeClassesBringTheirOverhead() {
        server.post(
                "/apis/node.k8s.io/v1/runtimeclasses",
                "{'metadata':{'name':'r'},'handler':'h','overhead':{'podFixed':{'cpu':'1'}},'scheduling':{'nodeSelector':{'a':'b'}}}");
        var created = server.post(PODS, pod("p", "", ",'runtimeClassName':'r'"));
        assertThat(created.text("spec", "overhead", "cpu")).isEqualTo("1");
        assertThat(created.text("spec", "nodeSelector", "a")).isEqualTo("b");
        assertThat(server.post(PODS, pod("q", "", ",'runtimeClassName':'none'")).message())
                .isEqualTo("pods \"q\" is forbidden: pod rejected: RuntimeClass \"none\" not found");
    }

    @Test
    void kubeletsWriteOnlyTheirOwn() {
        var kubelet = User.of("system:node:n", "system:nodes");
        assertThat(server.callAs(
                                kubelet, "POST", "/api/v1/nodes", "application/json", "{\"metadata\":{\"name\":\"m\"}}")
                        .message())
                .isEqualTo("nodes \"m\" is forbidden: node \"n\" is not allowed to modify node \"m\"");
        assertThat(server.callAs(
                                kubelet,
                                "POST",
                                "/api/v1/nodes",
                                "application/json",
                                "{\"metadata\":{\"name\":\"n\",\"labels\":{\"kubernetes.io/hostname\":\"n\"}}}")
                        .status())
                .isEqualTo(201);
        assertThat(server.callAs(
                                kubelet,
                                "POST",
                                PODS,
                                "application/json",
                                pod("p", "", ",'nodeName':'n'").replace('\'', '"'))
                        .message())
                .isEqualTo(
                        "pods \"p\" is forbidden: pod does not have \"kubernetes.io/config.mirror\" annotation, node \"n\" can only create mirror pods");
        server.post(PODS, pod("q", "", ",'nodeName':'m'"));
        var token = "{\"spec\":{\"boundObjectRef\":{\"kind\":\"Pod\",\"name\":\"q\"}}}";
        assertThat(server.callAs(
                                kubelet,
                                "POST",
                                "/api/v1/namespaces/default/serviceaccounts/default/token",
                                "application/json",
                                token)
                        .status())
                .isEqualTo(403);
        assertThat(server.callAs(
                                kubelet,
                                "POST",
                                PODS + "/q/eviction",
                                "application/json",
                                "{\"metadata\":{\"name\":\"q\"}}")
                        .message())
                .isEqualTo("pods \"q\" is forbidden: node \"n\" can only evict pods with spec.nodeName set to itself");
        var label = "{\"metadata\":{\"labels\":{\"node-role.kubernetes.io/x\":\"\"}}}";
        assertThat(server.callAs(kubelet, "PATCH", "/api/v1/nodes/n", "application/merge-patch+json", label)
                        .message())
                .isEqualTo(
                        "nodes \"n\" is forbidden: node \"n\" is not allowed to modify labels: node-role.kubernetes.io/x");
    }

    @Test
    void podsKeepToTheirNamespacesSecurityLevel() {
        server.merge(
                "/api/v1/namespaces/default",
                "{'metadata':{'labels':{'pod-security.kubernetes.io/enforce':'baseline','pod-security.kubernetes.io/warn':'restricted'}}}");
        assertThat(server.post(
                                PODS,
                                pod(
                                        "p",
                                        ",'ports':[{'containerPort':80,'hostPort':80}],'securityContext':{'privileged':true}",
                                        ",'hostPID':true"))
                        .message())
                .isEqualTo(
                        "pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": host namespaces (hostPID=true), "
                                + "hostPort (container \"c\" uses hostPort 80), privileged (container \"c\" must not set securityContext.privileged=true)");
        var warned = server.post(PODS, pod("q", "", ""));
        assertThat(warned.status()).isEqualTo(201);
        assertThat(warned.headers().get("Warning").getFirst().replace("\\", ""))
                .contains(
                        "would violate PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false (container \"c\" must set "
                                + "securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container \"c\" must set "
                                + "securityContext.capabilities.drop=[\"ALL\"]), runAsNonRoot != true (pod or container \"c\" must set "
                                + "securityContext.runAsNonRoot=true), seccompProfile (pod or container \"c\" must set "
                                + "securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");
        var good =
                ",'securityContext':{'allowPrivilegeEscalation':false,'capabilities':{'drop':['ALL']},'runAsNonRoot':true,'seccompProfile':{'type':'RuntimeDefault'}}";
        assertThat(server.post(PODS, pod("r", good, "")).headers()).doesNotContainKey("Warning");
    }
}
