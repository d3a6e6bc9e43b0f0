package io.navarch.controllers.certificates;

import io.navarch.client.Call;
import io.navarch.client.DeleteOptions;
import io.navarch.client.KubeClient;
import io.navarch.client.informer.Lister;
import io.navarch.controllers.Controller;
import io.navarch.controllers.ControllerContext;
import io.navarch.model.ObjectKey;
import io.navarch.model.Timestamps;
import io.navarch.model.authorization.v1.ResourceAttributes;
import io.navarch.model.authorization.v1.SubjectAccessReview;
import io.navarch.model.certificates.v1.CertificateSigningRequest;
import io.navarch.model.status.ApiException;
import io.navarch.model.tree.JsonReader;
import io.navarch.model.tree.JsonWriter;
import io.navarch.runtime.Clock;
import io.navarch.runtime.queue.Next;
import io.navarch.runtime.queue.ReconcileLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Approves kubelets' own requests, signs what is approved, and clears away what is old. */
public final class CertificateSigningController implements Controller {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateSigningController.class);
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final Duration SHORTEST = Duration.ofMinutes(10);
    private static final Duration DECIDED_KEPT = Duration.ofHours(1);
    private static final Duration PENDING_KEPT = Duration.ofHours(24);
    private static final String IDENTITY = "certificate-controller";
    private static final int WORKERS = 2;

    private final KubeClient client;
    private final Lister<CertificateSigningRequest> requests;
    private final CertificateSigner signer;
    private final Clock clock;
    private final ReconcileLoop<ObjectKey> loop;

    public CertificateSigningController(ControllerContext context, CertificateSigner signer) {
        this.signer = signer;
        client = context.client(IDENTITY);
        clock = context.clock();
        var informer = context.informers().of(CertificateSigningRequest.KIND);
        requests = informer.lister();
        loop = new ReconcileLoop<>(name(), clock, this::reconcile);
        informer.onChange((before, after) -> {
            if (after != null) {
                loop.queue().add(after.key());
            }
        });
    }

    private Next reconcile(ObjectKey key) {
        var found = requests.find(key);
        if (found.isEmpty()) {
            return Next.done();
        }
        try {
            return work(found.get());
        } catch (ApiException e) {
            // Another writer was first, or it is gone: the newer version is on its way.
            if (e.isConflict() || e.isNotFound()) {
                return Next.done();
            }
            throw e;
        }
    }

    private Next work(CertificateSigningRequest request) {
        var left = Duration.between(clock.now(), end(request));
        if (!left.isPositive()) {
            client.of(CertificateSigningRequest.KIND)
                    .deleteIfPresent(request.name(), DeleteOptions.DEFAULT.withUid(request.uid()));
            return Next.done();
        }
        boolean open = !RequestState.signed(request)
                && !RequestState.has(request, "Denied")
                && !RequestState.has(request, "Failed")
                && SignerRules.SIGNERS.contains(request.spec().signerName());
        if (open) {
            var content = Base64.getDecoder().decode(request.spec().request());
            if (RequestState.has(request, "Approved")) {
                sign(request, content);
            } else {
                approve(request, content);
            }
        }
        return Next.after(left);
    }

    /** When nobody needs the request any more. */
    private Instant end(CertificateSigningRequest request) {
        var decided = RequestState.condition(request, "Approved")
                .or(() -> RequestState.condition(request, "Denied"))
                .or(() -> RequestState.condition(request, "Failed"));
        boolean waits = decided.isEmpty() || RequestState.has(request, "Approved") && !RequestState.signed(request);
        var made = Timestamps.instantOrEpoch(request.metadata().creationTimestamp());
        return waits
                ? made.plus(PENDING_KEPT)
                : decided.map(condition -> Timestamps.instantOrEpoch(condition.lastUpdateTime()))
                        .filter(Instant.EPOCH::isBefore)
                        .orElse(made)
                        .plus(DECIDED_KEPT);
    }

    private void approve(CertificateSigningRequest request, byte[] content) {
        CertificateSigner.Wanted wanted;
        try {
            wanted = signer.read(content);
        } catch (IllegalArgumentException e) {
            LOG.debug("request {} cannot be read: {}", request.name(), e.getMessage());
            return;
        }
        if (!SignerRules.isKubeletClient(request, wanted)) {
            return;
        }
        boolean self = wanted.commonName().equals(request.spec().username());
        var message = self
                ? "Auto approving self kubelet client certificate after SubjectAccessReview."
                : "Auto approving kubelet client certificate after SubjectAccessReview.";
        if (allowed(request, self ? "selfnodeclient" : "nodeclient")) {
            put(RequestState.with(request, "Approved", "AutoApproved", message, clock.now()), "approval");
        }
    }

    private boolean allowed(CertificateSigningRequest request, String subresource) {
        var attributes = ResourceAttributes.EMPTY
                .withGroup("certificates.k8s.io")
                .withResource("certificatesigningrequests")
                .withVerb("create")
                .withSubresource(subresource);
        var review = SubjectAccessReview.EMPTY.withSpec(
                spec -> spec.withUser(request.spec().username())
                        .withUid(request.spec().uid())
                        .withGroups(request.spec().groups())
                        .withResourceAttributes(attributes));
        var tree = review.tree().with("apiVersion", "authorization.k8s.io/v1").with("kind", "SubjectAccessReview");
        var answer = client.transport()
                .call(Call.of(
                        "POST",
                        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                        "application/json",
                        JsonWriter.bytes(tree)))
                .orThrow();
        return new SubjectAccessReview(JsonReader.struct(SubjectAccessReview.TYPE, answer.body()))
                .status()
                .allowed();
    }

    private void sign(CertificateSigningRequest request, byte[] content) {
        String certificate;
        try {
            var refusal = SignerRules.refusal(request, signer.read(content));
            if (refusal.isPresent()) {
                fail(request, refusal.get());
                return;
            }
            var usages = request.spec().usages();
            certificate = signer.sign(
                    content, usages.contains("client auth"), usages.contains("server auth"), validity(request));
        } catch (IllegalArgumentException e) {
            fail(request, "unable to parse csr: " + e.getMessage());
            return;
        }
        var text = Base64.getEncoder().encodeToString(certificate.getBytes(StandardCharsets.US_ASCII));
        put(request.withStatus(status -> status.withCertificate(text)), "status");
    }

    private static Duration validity(CertificateSigningRequest request) {
        if (!request.spec().hasExpirationSeconds()) {
            return LONGEST;
        }
        var wanted = Duration.ofSeconds(request.spec().expirationSeconds());
        var atLeast = wanted.compareTo(SHORTEST) < 0 ? SHORTEST : wanted;
        return atLeast.compareTo(LONGEST) > 0 ? LONGEST : atLeast;
    }

    private void fail(CertificateSigningRequest request, String why) {
        put(RequestState.with(request, "Failed", "SignerValidationFailure", why, clock.now()), "status");
    }

    private void put(CertificateSigningRequest request, String subresource) {
        var path = client.of(CertificateSigningRequest.KIND).path(request.name()) + "/" + subresource;
        client.transport()
                .call(Call.of("PUT", path, "application/json", JsonWriter.bytes(request.tree())))
                .orThrow();
    }

    @Override
    public String name() {
        return "certificatesigningrequest-signing-controller";
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
    }
}
