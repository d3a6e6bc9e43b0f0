package io.navarch.embedded.machinery;

import static io.navarch.embedded.machinery.Running.ok;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Upstream's rows API priority and fairness, as far as they ask for the objects. */
class FlowControlTest {
    @RegisterExtension
    static final Running api = new Running(0);

    private static final String GROUP = "/apis/flowcontrol.apiserver.k8s.io/v1/";

    @Test
    void everySchemaIsToldWhetherItsLevelExists() {
        Running.until(() -> {
            var schemas = ok(api.get(GROUP + "flowschemas"));
            assertThat(schemas.list("items")).allSatisfy(schema -> {
                var condition = Answer.in(schema, "status", "conditions", "0");
                assertThat(Answer.textIn(condition, "type")).isEqualTo("Dangling");
                assertThat(Answer.textIn(condition, "status")).isEqualTo("False");
                assertThat(Answer.textIn(condition, "reason")).isEqualTo("Found");
                assertThat(Answer.textIn(condition, "message"))
                        .isEqualTo("This FlowSchema references the PriorityLevelConfiguration object named \""
                                + Answer.textIn(schema, "spec", "priorityLevelConfiguration", "name")
                                + "\" and it exists");
            });
        });
        api.made(GROUP + "flowschemas", schema("lost", "nowhere"));
        Running.until(() -> {
            var condition = api.get(GROUP + "flowschemas/lost").at("status", "conditions", "0");
            assertThat(Answer.textIn(condition, "status")).isEqualTo("True");
            assertThat(Answer.textIn(condition, "reason")).isEqualTo("NotFound");
            assertThat(Answer.textIn(condition, "message"))
                    .isEqualTo(
                            "This FlowSchema references the PriorityLevelConfiguration object named \"nowhere\" but there is no such object");
        });
        var table = api.get(GROUP + "flowschemas/lost", "application/json;as=Table;v=v1;g=meta.k8s.io");
        assertThat(table.list("rows", "0", "cells").getLast()).isEqualTo("True");
        api.made(GROUP + "prioritylevelconfigurations", level("nowhere"));
        Running.until(() -> assertThat(api.get(GROUP + "flowschemas/lost").text("status", "conditions", "0", "status"))
                .isEqualTo("False"));
        ok(api.delete(GROUP + "flowschemas/lost"));
        ok(api.delete(GROUP + "prioritylevelconfigurations/nowhere"));
    }

    private static String schema(String name, String level) {
        return "{'apiVersion':'flowcontrol.apiserver.k8s.io/v1','kind':'FlowSchema','metadata':{'name':'" + name
                + "','labels':{'set':'" + name
                + "'}},'spec':{'matchingPrecedence':10000,'priorityLevelConfiguration':{'name':'"
                + level + "'},'distinguisherMethod':{'type':'ByUser'},"
                + "'rules':[{'subjects':[{'kind':'User','user':{'name':'example-e2e-non-existent-user'}}],'nonResourceRules':[{'verbs':['*'],'nonResourceURLs':['*']}]}]}}";
    }

    private static String level(String name) {
        return "{'apiVersion':'flowcontrol.apiserver.k8s.io/v1','kind':'PriorityLevelConfiguration','metadata':{'name':'"
                + name + "','labels':{'set':'" + name
                + "'}},'spec':{'type':'Limited','limited':{'nominalConcurrencyShares':2,'limitResponse':{'type':'Reject'}}}}";
    }

    @Test
    void flowSchemasHaveAllVerbs() {
        ApiOperations.all(
                api, GROUP + "flowschemas", "e2e-schema", FlowControlTest::schemaNamed, "matchingPrecedence", 9999L);
    }

    private static String schemaNamed(String name) {
        return schema(name, "global-default");
    }

    @Test
    void priorityLevelsHaveAllVerbs() {
        ApiOperations.all(api, GROUP + "prioritylevelconfigurations", "e2e-level", FlowControlTest::level, "", null);
    }
}
