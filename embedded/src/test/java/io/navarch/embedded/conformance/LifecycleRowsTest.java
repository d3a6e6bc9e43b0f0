package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.client.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows that ask whether a kind's objects can be created, read, listed, watched, patched, updated and deleted. */
class LifecycleRowsTest {
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(1);
        lab.create("/apis/scheduling.k8s.io/v1/priorityclasses", "{'metadata':{'name':'p'},'value':1}");
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    /**
     * @param path the collection, as {@link Lab} takes it
     * @param content more members of the object
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/apis/storage.k8s.io/v1/storageclasses | 'provisioner':'e2e-fake-provisioner','reclaimPolicy':'Retain'",
                "/apis/storage.k8s.io/v1/csidrivers | 'spec':{'attachRequired':false,'podInfoOnMount':true,'volumeLifecycleModes':['Ephemeral']}",
                "/apis/storage.k8s.io/v1/csinodes | 'spec':{'drivers':[{'name':'d','nodeID':'n','topologyKeys':['t']}]}",
                "/apis/storage.k8s.io/v1/volumeattachments | 'spec':{'attacher':'e2e-test','nodeName':'n','source':{'persistentVolumeName':'v'}}",
                "/apis/storage.k8s.io/v1/volumeattributesclasses | 'driverName':'e2e-fake-driver','parameters':{'iops':'100'}",
                "storage.k8s.io/v1:csistoragecapacities | 'storageClassName':'e2e','nodeTopology':{'matchLabels':{'a':'b'}},'capacity':'1Gi'",
                "/apis/networking.k8s.io/v1/ingressclasses | 'spec':{'controller':'example.com/controller'}",
                "networking.k8s.io/v1:ingresses | 'spec':{'defaultBackend':{'service':{'name':'d','port':{'number':80}}},'tls':[{'hosts':['h.example.com'],'secretName':'s'}]}",
                "networking.k8s.io/v1:networkpolicies | 'spec':{'podSelector':{},'policyTypes':['Ingress']}",
                "discovery.k8s.io/v1:endpointslices | 'addressType':'IPv4','endpoints':[{'addresses':['1.2.3.4']}],'ports':[{'name':'h','port':80}]",
                "endpoints | 'subsets':[{'addresses':[{'ip':'10.0.0.24'}],'ports':[{'name':'http','port':80}]}]",
                "events | 'involvedObject':{'kind':'Pod','name':'p','namespace':'default'},'reason':'Test','message':'This is a test event','type':'Normal'",
                "events.k8s.io/v1:events | 'regarding':{'kind':'Pod','name':'p','namespace':'default'},'reason':'Test','action':'Do','note':'This is a note','type':'Normal','eventTime':'2026-01-01T00:00:00.000000Z','reportingController':'test-controller','reportingInstance':'test-node'",
                "podtemplates | 'template':{'spec':{'containers':[{'name':'nginx','image':'nginx'}]}}",
                "limitranges | 'spec':{'limits':[{'type':'Container','min':{'cpu':'50m'},'max':{'cpu':'500m'}}]}",
                "resourcequotas | 'spec':{'hard':{'cpu':'10','pods':'5'}}",
                "configmaps | 'data':{'a':'b'}",
                "secrets | 'data':{'key':'dmFsdWU='},'type':'Opaque'",
                "serviceaccounts | 'automountServiceAccountToken':false",
                "services | 'spec':{'ports':[{'port':80}]}",
                "coordination.k8s.io/v1:leases | 'spec':{'holderIdentity':'holder','leaseDurationSeconds':30,'acquireTime':'2026-01-01T00:00:00.000000Z'}",
                "/apis/node.k8s.io/v1/runtimeclasses | 'handler':'test'",
                "/apis/scheduling.k8s.io/v1/priorityclasses | 'value':7",
                "/apis/certificates.k8s.io/v1/certificatesigningrequests | 'spec':{'signerName':'example.com/e2e','usages':['digital signature'],'request':'%CSR%'}",
                "/api/v1/persistentvolumes | 'spec':{'capacity':{'storage':'2Gi'},'accessModes':['ReadWriteMany'],'hostPath':{'path':'/tmp/x'},'storageClassName':'nope'}",
                "persistentvolumeclaims | 'spec':{'accessModes':['ReadWriteMany'],'resources':{'requests':{'storage':'2Gi'}},'storageClassName':'nope'}",
                "/apis/resource.k8s.io/v1/deviceclasses | 'spec':{'selectors':[]}",
                "resource.k8s.io/v1:resourceclaims | 'spec':{}",
                "resource.k8s.io/v1:resourceclaimtemplates | 'spec':{'spec':{}}",
                "/apis/resource.k8s.io/v1/resourceslices | 'spec':{'driver':'d.example.com','nodeName':'n','pool':{'name':'p','generation':1,'resourceSliceCount':1}}",
                "/apis/networking.k8s.io/v1/servicecidrs | 'spec':{'cidrs':['10.90.0.0/24']}",
                "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas | 'spec':{'matchingPrecedence':10000,'priorityLevelConfiguration':{'name':'global-default'},'distinguisherMethod':{'type':'ByUser'}}",
                "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations | 'spec':{'type':'Limited','limited':{'nominalConcurrencyShares':2,'limitResponse':{'type':'Reject'}}}",
                "rbac.authorization.k8s.io/v1:roles | 'rules':[]",
            })
    void objectsLiveAndDie(String path, String content) throws Exception {
        var content2 = content.replace("%CSR%", Certificates.REQUEST);
        var kind = path.substring(
                path.lastIndexOf('/') < 0 || path.contains(":") ? path.indexOf(':') + 1 : path.lastIndexOf('/') + 1);
        var label = "lifecycle=" + kind;
        var version = lab.get(path + "?limit=1").text("metadata/resourceVersion");
        var first = make(path, "e2e-" + kind + "-one", label, content2);
        assertThat(first.text("metadata/uid")).isNotEmpty();
        assertThat(first.text("metadata/creationTimestamp")).isNotEmpty();
        var one = path + "/" + first.name();
        assertThat(lab.get(one).text("metadata/uid")).isEqualTo(first.text("metadata/uid"));
        assertThat(lab.merge(one, "{'metadata':{'labels':{'patched':'true'}}}").text("metadata/labels/patched"))
                .isEqualTo("true");
        assertThat(lab.list(path + "?labelSelector=patched=true," + label)).hasSize(1);
        var updated = lab.change(one, object -> object.with("metadata/labels/updated", "true"));
        assertThat(updated.text("metadata/labels/updated")).isEqualTo("true");
        lab.delete(one);
        lab.until(() -> assertThat(lab.gone(one)).isTrue());
        assertThat(lab.refusal("DELETE", one, ""))
                .startsWith("404 NotFound: ")
                .contains("\"" + first.name() + "\" not found");
        make(path, "e2e-" + kind + "-two", label, content2);
        make(path, "e2e-" + kind + "-three", label, content2);
        assertThat(lab.list(path + "?labelSelector=" + label)).hasSize(2);
        assertThat(lab.delete(path + "?labelSelector=" + label, Map.of("propagationPolicy", "Background"))
                        .text("kind"))
                .endsWith("List");
        lab.until(() -> assertThat(lab.list(path + "?labelSelector=" + label)).isEmpty());
        assertThat(watched(path + "?watch=true&labelSelector=" + label + "&resourceVersion=" + version))
                .startsWith("ADDED one", "MODIFIED one")
                .contains("DELETED one", "ADDED two", "ADDED three");
    }

    private static Tree make(String path, String name, String label, String content) {
        var object = Tree.of("{'metadata':{'name':'%s','labels':{'%s':'%s'}},%s}"
                .formatted(name, label.split("=")[0], label.split("=")[1], content));
        // Two service ranges or resource slices may not overlap, two requests may.
        return lab.create(
                path, (name.endsWith("three") ? object.toString().replace("10.90.0", "10.91.0") : object.toString()));
    }

    /** What a watch from that version tells until all three are gone. */
    private static List<String> watched(String path) throws Exception {
        var seen = new ArrayList<String>();
        try (var frames = lab.cluster().client().transport().watch(Call.get(lab.path(path)))) {
            int deleted = 0;
            while (deleted < 3) {
                var event = Tree.of(java.util.Objects.requireNonNull(frames.next()));
                var name = event.text("object/metadata/name");
                seen.add(event.text("type") + " " + name.substring(name.lastIndexOf('-') + 1));
                deleted += event.text("type").equals("DELETED") ? 1 : 0;
            }
        }
        return seen;
    }

    /** The groups and versions are in the discovery documents. */
    @Test
    void discovery() {
        assertThat(lab.get("/apis").texts("groups", "name"))
                .contains(
                        "certificates.k8s.io",
                        "storage.k8s.io",
                        "networking.k8s.io",
                        "discovery.k8s.io",
                        "node.k8s.io",
                        "events.k8s.io",
                        "resource.k8s.io");
        assertThat(lab.get("/apis/certificates.k8s.io/v1").texts("resources", "name"))
                .contains(
                        "certificatesigningrequests",
                        "certificatesigningrequests/approval",
                        "certificatesigningrequests/status");
        assertThat(lab.get("/apis/networking.k8s.io/v1").texts("resources", "name"))
                .contains(
                        "ingresses",
                        "ingresses/status",
                        "ingressclasses",
                        "servicecidrs",
                        "servicecidrs/status",
                        "ipaddresses");
        assertThat(lab.get("/apis/storage.k8s.io/v1").texts("resources", "name"))
                .contains(
                        "csistoragecapacities",
                        "csidrivers",
                        "csinodes",
                        "volumeattributesclasses",
                        "volumeattachments/status");
        assertThat(lab.get("/apis/node.k8s.io/v1").texts("resources", "name")).contains("runtimeclasses");
    }
}
