package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Crds.DEFINITIONS;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Upstream's rows FieldValidation. */
class FieldValidationTest {
    @RegisterExtension
    static final Running api = new Running(0);

    private static final String SPEC =
            "'type':'object','properties':{'spec':{'type':'object',%s'properties':{'cronSpec':{'type':'string'},"
                    + "'ports':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['containerPort','protocol'],"
                    + "'items':{'type':'object','required':['containerPort','protocol'],'properties':{'containerPort':{'type':'integer'},"
                    + "'hostIP':{'type':'string'},'hostPort':{'type':'integer'},'name':{'type':'string'},'protocol':{'type':'string'}}}},"
                    + "'embedded':{'type':'object','x-kubernetes-embedded-resource':true,'properties':{'spec':{'type':'object'%s}}}}}}";

    @Test
    void typedObjectsHaveNoUnknownOrRepeatedFields() {
        var path = "/apis/apps/v1/namespaces/default/deployments";
        var deployment =
                "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'},'spec':{'unknown1':'v','unknownDupe':'v','unknownDupe':'w',"
                        + "'paused':true,'paused':false,'selector':{'matchLabels':{'app':'d'}},'template':{'metadata':{'labels':{'app':'d'}},"
                        + "'spec':{'containers':[{'name':'c','image':'i','unknownNested':'v','imagePullPolicy':'Always','imagePullPolicy':'Never'}]}}}}";
        var refused = api.post(path + "?fieldValidation=Strict", deployment);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo(
                        "Deployment in version \"v1\" cannot be handled as a Deployment: strict decoding error: unknown field \"spec.unknown1\", "
                                + "unknown field \"spec.unknownDupe\", duplicate field \"spec.paused\", unknown field \"spec.template.spec.containers[0].unknownNested\", "
                                + "duplicate field \"spec.template.spec.containers[0].imagePullPolicy\"");
        var warned = api.post(path + "?fieldValidation=Warn", deployment);
        assertThat(warned.status()).isEqualTo(201);
        assertThat(warned.warnings())
                .contains(
                        "299 - \"unknown field \\\"spec.unknown1\\\"\"",
                        "299 - \"duplicate field \\\"spec.paused\\\"\"");
        api.delete(path + "/d");
        var ignored = api.post(path + "?fieldValidation=Ignore", deployment);
        assertThat(ignored.status()).isEqualTo(201);
        assertThat(ignored.warnings()).isEmpty();
    }

    @Test
    void typedMetadataHasNoUnknownFields() {
        var refused = api.post(
                "/apis/apps/v1/namespaces/default/deployments?fieldValidation=Strict",
                "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'e','unknownMeta':'x'},'spec':{'selector':{'matchLabels':{'app':'d'}},"
                        + "'template':{'metadata':{'labels':{'app':'d'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message()).contains("strict decoding error: unknown field \"metadata.unknownMeta\"");
    }

    @Test
    void customResourcesWithAndWithoutSchema() {
        api.made(DEFINITIONS, Crds.simple("checks", "Check", SPEC.formatted("", "")));
        var path = Crds.path("v1", "default", "checks");
        var options = "?fieldManager=t&fieldValidation=Strict";
        var good = "{'apiVersion':'test.io/v1','kind':'Check','metadata':{'name':'good','finalizers':['test.io/f']},"
                + "'spec':{'cronSpec':'* * * * */5','ports':[{'name':'x','containerPort':80,'protocol':'TCP'}]}}";
        assertThat(api.apply(path + "/good" + options, good).status()).isEqualTo(201);
        var bad = api.apply(
                path + "/bad" + options, good.replace("good", "bad").replace("'cronSpec'", "'unknown':1,'cronSpec'"));
        assertThat(bad.status()).isEqualTo(500);
        assertThat(bad.message())
                .isEqualTo(
                        "failed to create typed patch object (default/bad; test.io/v1, Kind=Check): .spec.unknown: field not declared in schema");
        var created =
                api.post(path + options, good.replace("good", "bad").replace("'cronSpec'", "'unknown':1,'cronSpec'"));
        assertThat(created.status()).isEqualTo(400);
        assertThat(created.message())
                .isEqualTo(
                        "Check in version \"v1\" cannot be handled as a Check: strict decoding error: unknown field \"spec.unknown\"");
        api.made(
                DEFINITIONS,
                Crds.simple("frees", "Free", "'type':'object','x-kubernetes-preserve-unknown-fields':true"));
        assertThat(api.apply(
                                Crds.path("v1", "default", "frees") + "/f" + options,
                                "{'apiVersion':'test.io/v1','kind':'Free','metadata':{'name':'f'},'spec':{'anything':[1,2]}}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void metadataOfCustomAndEmbeddedObjects() {
        api.made(
                DEFINITIONS,
                Crds.simple(
                        "metas",
                        "Meta",
                        SPEC.formatted(
                                "'x-kubernetes-preserve-unknown-fields':true,",
                                ",'x-kubernetes-preserve-unknown-fields':true")));
        var path = Crds.path("v1", "default", "metas");
        var object =
                "{'apiVersion':'test.io/v1','kind':'Meta','metadata':{'name':'m','unknownMeta':'x'},'spec':{'embedded':"
                        + "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'inner','embeddedUnknown':1}}}}";
        var refused = api.post(path + "?fieldValidation=Strict", object);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.message())
                .isEqualTo(
                        "Meta in version \"v1\" cannot be handled as a Meta: strict decoding error: unknown field \"metadata.unknownMeta\", unknown field \"spec.embedded.metadata.embeddedUnknown\"");
        var applied = api.apply(path + "/m?fieldManager=t&fieldValidation=Strict", object);
        assertThat(applied.status()).isEqualTo(400);
        assertThat(applied.message()).contains("metadata.unknownMeta");
        var warned = api.post(path + "?fieldValidation=Warn", object);
        assertThat(warned.status()).isEqualTo(201);
        assertThat(warned.warnings()).hasSize(2);
        assertThat(warned.raw()).doesNotContain("embeddedUnknown\":1");
    }
}
