package io.navarch.embedded.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** [sig-auth], [sig-instrumentation] and the statuses of [sig-storage]. */
class IdentityRowsTest {
    private static Lab lab;

    @BeforeAll
    static void start() throws InterruptedException {
        lab = new Lab(1);
        lab.until(() -> assertThat(lab.gone("serviceaccounts/default")).isFalse());
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    /** Certificates API should support CSR API operations: approval and status. */
    @Test
    void certificates() {
        var requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
        lab.create(
                requests,
                "{'metadata':{'generateName':'e2e-example-csr-','name':'csr'},'spec':{'signerName':'example.com/e2e','usages':['digital signature','key encipherment','client auth'],'request':'%s'}}"
                        .formatted(Certificates.REQUEST));
        assertThat(lab.get(requests + "/csr").text("spec/username")).isEqualTo("kubernetes-admin");
        var approved = lab.change(
                requests + "/csr",
                "/approval",
                it -> it.with(
                        "status/conditions",
                        List.of(Tree.of(
                                        "{'type':'ApprovedUpdate','status':'True','reason':'E2E','message':'Set from an e2e test'}")
                                .value())));
        assertThat(approved.conditions()).containsExactly("ApprovedUpdate=True E2E");
        lab.merge(
                requests + "/csr/approval",
                "{'metadata':{'annotations':{'patchedapproval':'true'}},'status':{'conditions':[{'type':'ApprovalPatch','status':'True','reason':'e2e'}]}}");
        assertThat(lab.get(requests + "/csr/approval").text("metadata/annotations/patchedapproval"))
                .isEqualTo("true");
        var status = lab.merge(
                requests + "/csr/status",
                "{'metadata':{'annotations':{'patchedstatus':'true'}},'status':{'conditions':[{'type':'ApprovalPatch','status':'True','reason':'e2e'},{'type':'StatusPatch','status':'True','reason':'e2e'}]}}");
        assertThat(status.conditions()).contains("StatusPatch=True e2e");
        // What was asked for stays, whatever an update says.
        assertThat(lab.merge(requests + "/csr", "{'spec':{'signerName':'example.com/other'}}")
                        .text("spec/signerName"))
                .isEqualTo("example.com/e2e");
        lab.delete(requests + "/csr");
    }

    /** ServiceAccounts should create a serviceAccountToken and ensure a successful TokenReview; update; OIDC discovery. */
    @Test
    void tokens() {
        lab.create("serviceaccounts", "{'metadata':{'name':'sa'}}");
        var token = lab.create("serviceaccounts/sa/token", "{'spec':{'audiences':[],'expirationSeconds':3600}}")
                .text("status/token");
        var review =
                lab.create("/apis/authentication.k8s.io/v1/tokenreviews", "{'spec':{'token':'%s'}}".formatted(token));
        assertThat(review.text("status/authenticated")).isEqualTo("true");
        assertThat(review.text("status/user/username")).isEqualTo("system:serviceaccount:default:sa");
        assertThat(review.list("status/user/groups").stream().map(group -> String.valueOf(group.value())))
                .contains("system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated");
        assertThat(lab.create(
                                "/apis/authentication.k8s.io/v1/tokenreviews",
                                "{'spec':{'token':'%s'}}".formatted(token + "x"))
                        .text("status/authenticated"))
                .isIn("", "false");
        var updated = lab.change("serviceaccounts/sa", it -> it.with("automountServiceAccountToken", false));
        assertThat(updated.text("automountServiceAccountToken")).isEqualTo("false");
        var configuration = lab.get("/.well-known/openid-configuration");
        assertThat(configuration.text("issuer")).isNotEmpty();
        assertThat(configuration.text("jwks_uri")).endsWith("/openid/v1/jwks");
        var claims = Tree.of(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        assertThat(claims.text("iss")).isEqualTo(configuration.text("issuer"));
        var header = Tree.of(Base64.getUrlDecoder().decode(token.split("\\.")[0]));
        assertThat(lab.get("/openid/v1/jwks").texts("keys", "kid")).contains(header.text("kid"));
        assertThat(lab.refusal("POST", "serviceaccounts/sa/token", "{'spec':{'expirationSeconds':60}}"))
                .contains("spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes");
    }

    /** ServiceAccounts should mount an API token into pods; should allow opting out of API token automount. */
    @Test
    void automount() throws InterruptedException {
        lab.create("serviceaccounts", "{'metadata':{'name':'mount'},'automountServiceAccountToken':true}");
        lab.create("serviceaccounts", "{'metadata':{'name':'nomount'},'automountServiceAccountToken':false}");
        for (var account : List.of("default", "mount", "nomount")) {
            for (var pod : List.of("null", "true", "false")) {
                var made = lab.create(
                        "pods",
                        "{'metadata':{'name':'pod-%1$s-%2$s'},'spec':{'serviceAccountName':'%1$s','automountServiceAccountToken':%2$s,'containers':[{'name':'c','image':'i'}]}}"
                                .formatted(account, pod));
                boolean expected = pod.equals("true") || pod.equals("null") && !account.equals("nomount");
                assertThat(made.texts("spec/containers/0/volumeMounts", "mountPath")
                                .contains("/var/run/secrets/kubernetes.io/serviceaccount"))
                        .as(account + pod)
                        .isEqualTo(expected);
            }
        }
        var read = new java.util.concurrent.atomic.AtomicReference<>("");
        lab.cluster().engine().onStart("reader", container -> {
            var folder = "/var/run/secrets/kubernetes.io/serviceaccount/";
            read.set(container.text(folder + "namespace").orElse("") + " "
                    + container.text(folder + "token").orElse("").split("\\.").length + " "
                    + container.text(folder + "ca.crt").orElse("").contains("BEGIN CERTIFICATE"));
            container.exit(0);
        });
        lab.create(
                "pods",
                "{'metadata':{'name':'reader'},'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'reader'}]}}");
        lab.until(() -> assertThat(lab.get("pods/reader").text("status/phase")).isEqualTo("Succeeded"));
        assertThat(read.get()).isEqualTo("default 3 true");
        assertThat(
                        lab.refusal(
                                "POST",
                                "pods",
                                "{'metadata':{'name':'x'},'spec':{'serviceAccountName':'nobody','containers':[{'name':'c','image':'i'}]}}"))
                .isEqualTo(
                        "403 Forbidden: pods \"x\" is forbidden: error looking up service account default/nobody: serviceaccount \"nobody\" not found");
    }

    /** Events should manage the lifecycle of an event; Events API should ensure that an event can be fetched, patched, deleted, and listed. */
    @Test
    void events() {
        var events = "events.k8s.io/v1:events";
        var made = lab.create(
                events,
                "{'metadata':{'name':'event-test','labels':{'testevent-constant':'true'}},'regarding':{'namespace':'default','kind':'Pod','name':'p'},'eventTime':'2026-01-01T00:00:00.000001Z','note':'This is event-test','action':'Do','reason':'Test','type':'Normal','reportingController':'test-controller','reportingInstance':'test-node'}");
        assertThat(made.text("eventTime")).isEqualTo("2026-01-01T00:00:00.000001Z");
        for (var selector : List.of(
                "reportingController=test-controller", "reportingComponent=test-controller", "regarding.name=p")) {
            assertThat(lab.list(events + "?fieldSelector=" + selector))
                    .as(selector)
                    .hasSize(1);
        }
        lab.strategic(
                events + "/event-test", "{'series':{'count':2,'lastObservedTime':'2026-01-01T00:00:05.000000Z'}}");
        assertThat(lab.get(events + "/event-test").number("series/count")).isEqualTo(2);
        lab.change(events + "/event-test", it -> it.with("series/count", 100L));
        // The same event by its older name.
        var core = lab.get("events/event-test");
        assertThat(core.text("message") + core.text("involvedObject/name") + core.text("reportingComponent"))
                .isEqualTo("This is event-testptest-controller");
        assertThat(
                        lab.refusal(
                                "POST",
                                events,
                                "{'metadata':{'name':'bad'},'regarding':{'namespace':'default'},'reason':'r','type':'Odd','eventTime':'2026-01-01T00:00:00.000001Z'}"))
                .startsWith("422 Invalid");
        lab.delete(events + "/event-test");
        assertThat(lab.list(events + "?labelSelector=testevent-constant=true")).isEmpty();
        lab.create(
                "events",
                "{'metadata':{'name':'old','labels':{'testevent-set':'true'}},'involvedObject':{'kind':'ShouldNotExist','namespace':'default'},'reason':'Test','message':'m','type':'Normal','source':{'component':'c','host':'h'}}");
        lab.strategic("events/old", "{'message':'This is a test event - patched'}");
        assertThat(lab.get("events/old").text("message")).isEqualTo("This is a test event - patched");
        assertThat(lab.list("/api/v1/events?labelSelector=testevent-set=true")).hasSize(1);
        lab.delete("events?labelSelector=testevent-set=true");
        assertThat(lab.list("events?labelSelector=testevent-set=true")).isEmpty();
    }

    /** PersistentVolumes should apply changes to a pv/pvc status; VolumeAttachment status; CSIVolumeSource in Pod API. */
    @Test
    void storageStatuses() throws InterruptedException {
        lab.create(
                "/api/v1/persistentvolumes",
                "{'metadata':{'name':'pv-e2e'},'spec':{'capacity':{'storage':'2Gi'},'accessModes':['ReadWriteMany'],'hostPath':{'path':'/tmp/x'},'storageClassName':'none','persistentVolumeReclaimPolicy':'Retain'}}");
        lab.create(
                "persistentvolumeclaims",
                "{'metadata':{'name':'pvc-e2e'},'spec':{'accessModes':['ReadWriteMany'],'resources':{'requests':{'storage':'1Gi'}},'storageClassName':'none'}}");
        lab.until(() -> assertThat(
                        lab.get("persistentvolumeclaims/pvc-e2e/status").text("status/phase"))
                .isEqualTo("Bound"));
        assertThat(lab.get("/api/v1/persistentvolumes/pv-e2e/status").text("status/phase"))
                .isEqualTo("Bound");
        lab.merge(
                "persistentvolumeclaims/pvc-e2e/status",
                "{'status':{'conditions':[{'type':'StatusPatched','status':'True','reason':'E2E patchStatus'}]}}");
        assertThat(lab.get("persistentvolumeclaims/pvc-e2e").conditions())
                .contains("StatusPatched=True E2E patchStatus");
        lab.merge(
                "/api/v1/persistentvolumes/pv-e2e/status",
                "{'status':{'message':'StatusPatched','reason':'E2E patchStatus'}}");
        assertThat(lab.get("/api/v1/persistentvolumes/pv-e2e").text("status/reason"))
                .isEqualTo("E2E patchStatus");
        lab.change(
                "persistentvolumeclaims/pvc-e2e",
                "/status",
                it -> it.with("status/conditions/0/type", "StatusUpdated"));
        assertThat(lab.get("persistentvolumeclaims/pvc-e2e").conditions())
                .contains("StatusUpdated=True E2E patchStatus");
        assertThat(lab.refusal(
                        "PATCH",
                        "persistentvolumeclaims/pvc-e2e",
                        "{'spec':{'resources':{'requests':{'storage':'500Mi'}}}}"))
                .startsWith(
                        "422 Invalid: PersistentVolumeClaim \"pvc-e2e\" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity");
        lab.delete("persistentvolumeclaims/pvc-e2e");
        lab.until(() -> assertThat(lab.get("/api/v1/persistentvolumes/pv-e2e").text("status/phase"))
                .isEqualTo("Released"));
        var attachments = "/apis/storage.k8s.io/v1/volumeattachments";
        lab.create(
                attachments,
                "{'metadata':{'name':'va'},'spec':{'attacher':'e2e','nodeName':'n','source':{'persistentVolumeName':'pv-e2e'}}}");
        assertThat(lab.get(attachments + "/va/status").text("status/attached")).isEqualTo("false");
        assertThat(lab.merge(attachments + "/va/status", "{'status':{'attached':true}}")
                        .text("status/attached"))
                .isEqualTo("true");
        assertThat(lab.change(attachments + "/va", "/status", it -> it.with("status/attached", false))
                        .text("status/attached"))
                .isEqualTo("false");
        lab.delete(attachments + "/va");
        var inline = lab.create(
                "pods",
                "{'metadata':{'name':'inline'},'spec':{'containers':[{'name':'c','image':'i'}],'volumes':[{'name':'v','csi':{'driver':'e2e.example.com','volumeAttributes':{'a':'b'}}}]}}");
        assertThat(inline.texts("spec/volumes", "name")).contains("v");
        assertThat(lab.merge("pods/inline", "{'metadata':{'labels':{'patched':'yes'}}}")
                        .text("spec/volumes/0/csi/driver"))
                .isEqualTo("e2e.example.com");
        lab.delete("pods/inline");
    }
}
