package io.navarch.apiserver.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.model.schema.Schema;
import io.navarch.model.tree.Dict;
import io.navarch.model.tree.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchTest {
    private static Object tree(String json) {
        return JsonReader.any(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Object jsonPatch(String document, String patch) {
        return JsonPatch.of((List<?>) tree(patch)).apply(tree(document));
    }

    private static Object strategic(String type, String document, String patch) {
        var struct = Schema.builtIn().type("io.k8s.api." + type);
        return StrategicMergePatch.apply(struct, (Dict) tree(document), (Dict) tree(patch));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1} | [{'op':'add','path':'/b','value':2}] | {'a':1,'b':2}",
                "{'a':[1,3]} | [{'op':'add','path':'/a/1','value':2}] | {'a':[1,2,3]}",
                "{'a':[1]} | [{'op':'add','path':'/a/-','value':2}] | {'a':[1,2]}",
                "{'a':1,'b':2} | [{'op':'remove','path':'/a'}] | {'b':2}",
                "{'a':[1,2]} | [{'op':'remove','path':'/a/0'}] | {'a':[2]}",
                "{'a':{'b':1}} | [{'op':'replace','path':'/a/b','value':{'c':2}}] | {'a':{'b':{'c':2}}}",
                "{'a':1} | [{'op':'move','from':'/a','path':'/b'}] | {'b':1}",
                "{'a':{'x':1}} | [{'op':'copy','from':'/a','path':'/b'}] | {'a':{'x':1},'b':{'x':1}}",
                "{'a/b':{'c~d':1}} | [{'op':'replace','path':'/a~1b/c~0d','value':2}] | {'a/b':{'c~d':2}}",
                "{'a':1} | [{'op':'test','path':'/a','value':1},{'op':'remove','path':'/a'}] | {}",
                "{'a':1} | [{'op':'add','path':'','value':{'z':1}}] | {'z':1}",
            })
    void performsJsonPatchOperations(String document, String patch, String expected) {
        assertThat(jsonPatch(document, patch)).isEqualTo(tree(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':1} | [{'op':'test','path':'/a','value':2}]",
                "{'a':1} | [{'op':'remove','path':'/b'}]",
                "{'a':1} | [{'op':'replace','path':'/b','value':1}]",
                "{'a':1} | [{'op':'add','path':'/b/c','value':1}]",
                "{'a':[1]} | [{'op':'remove','path':'/a/7'}]",
                "{'a':1} | [{'op':'nonsense','path':'/a'}]",
            })
    void refusesOperationsThatDoNotFit(String document, String patch) {
        assertThatThrownBy(() -> jsonPatch(document, patch)).isInstanceOf(PatchException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'a':'b'} | {'a':'c'} | {'a':'c'}",
                "{'a':'b'} | {'b':'c'} | {'a':'b','b':'c'}",
                "{'a':'b'} | {'a':null} | {}",
                "{'a':['b']} | {'a':'c'} | {'a':'c'}",
                "{'a':{'b':'c'}} | {'a':{'b':'d','c':null}} | {'a':{'b':'d'}}",
                "{'a':[{'b':'c'}]} | {'a':[1]} | {'a':[1]}",
                "{} | {'a':{'bb':{'ccc':null}}} | {'a':{'bb':{}}}",
            })
    void mergesAsTheRfcSays(String document, String patch, String expected) {
        assertThat(MergePatch.apply(tree(document), tree(patch))).isEqualTo(tree(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // a list of objects with a merge key
                "{'containers':[{'name':'a','image':'1'}]} | {'containers':[{'name':'a','image':'2'}]}"
                        + " | {'containers':[{'name':'a','image':'2'}]}",
                "{'containers':[{'name':'a','image':'1'}]} | {'containers':[{'name':'b','image':'2'}]}"
                        + " | {'containers':[{'name':'b','image':'2'},{'name':'a','image':'1'}]}",
                "{'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'$patch':'delete','name':'a'}]}"
                        + " | {'containers':[{'name':'b'}]}",
                "{'containers':[{'name':'a'},{'name':'b'}]} | {'containers':[{'$patch':'replace'},{'name':'c'}]}"
                        + " | {'containers':[{'name':'c'}]}",
                "{'containers':[{'name':'a'},{'name':'b'}]}"
                        + " | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],'containers':[{'name':'a','image':'x'}]}"
                        + " | {'containers':[{'name':'b'},{'name':'a','image':'x'}]}",
                "{'containers':[{'name':'a'},{'name':'b'}]} | {'$setElementOrder/containers':[{'name':'b'},{'name':'a'}]}"
                        + " | {'containers':[{'name':'b'},{'name':'a'}]}",
                "{'containers':[{'name':'a'},{'name':'new'},{'name':'b'}]}"
                        + " | {'$setElementOrder/containers':[{'name':'a'},{'name':'b'},{'name':'c'}],'containers':[{'name':'c'}]}"
                        + " | {'containers':[{'name':'a'},{'name':'new'},{'name':'b'},{'name':'c'}]}",
                // a list without merge strategy is replaced, an object is merged
                "{'tolerations':[{'key':'a'}]} | {'tolerations':[{'key':'b'}]} | {'tolerations':[{'key':'b'}]}",
                "{'nodeSelector':{'a':'b','c':'d'}} | {'nodeSelector':{'a':null,'e':'f'}} | {'nodeSelector':{'c':'d','e':'f'}}",
                "{'securityContext':{'runAsUser':1}} | {'securityContext':{'$patch':'replace','fsGroup':2}}"
                        + " | {'securityContext':{'fsGroup':2}}",
                "{'securityContext':{'runAsUser':1}} | {'securityContext':{'$patch':'delete'}} | {'securityContext':{}}",
                // volumes keep only the keys that the patch wants
                "{'volumes':[{'name':'v','emptyDir':{}}]}"
                        + " | {'volumes':[{'$retainKeys':['name','hostPath'],'name':'v','hostPath':{'path':'/x'}}]}"
                        + " | {'volumes':[{'name':'v','hostPath':{'path':'/x'}}]}",
            })
    void mergesPodSpecsStrategically(String document, String patch, String expected) {
        assertThat(strategic("core.v1.PodSpec", document, patch)).isEqualTo(tree(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'metadata':{'finalizers':['a','b']}} | {'metadata':{'finalizers':['c']}} | {'metadata':{'finalizers':['c','a','b']}}",
                "{'metadata':{'finalizers':['a','b']}} | {'metadata':{'$deleteFromPrimitiveList/finalizers':['a']}}"
                        + " | {'metadata':{'finalizers':['b']}}",
                "{'metadata':{'finalizers':['a','b']}}"
                        + " | {'metadata':{'$setElementOrder/finalizers':['b','c'],'$deleteFromPrimitiveList/finalizers':['a'],'finalizers':['c']}}"
                        + " | {'metadata':{'finalizers':['b','c']}}",
                "{'metadata':{'labels':{'a':'1'}}} | {'metadata':{'labels':null}} | {'metadata':{}}",
                "{'data':{'a':'1'}} | {'data':{'b':'2'}} | {'data':{'a':'1','b':'2'}}",
            })
    void mergesScalarListsAndMaps(String document, String patch, String expected) {
        assertThat(strategic("core.v1.ConfigMap", document, patch)).isEqualTo(tree(expected));
    }

    @Test
    void mergesConditionsByType() {
        var merged = strategic(
                "core.v1.PodStatus",
                "{'conditions':[{'type':'Ready','status':'False'},{'type':'Initialized','status':'True'}]}",
                "{'$setElementOrder/conditions':[{'type':'Initialized'},{'type':'Ready'}],"
                        + "'conditions':[{'type':'Ready','status':'True','reason':null}]}");
        assertThat(merged)
                .isEqualTo(tree(
                        "{'conditions':[{'type':'Initialized','status':'True'},{'type':'Ready','status':'True'}]}"));
    }

    @Test
    void refusesListElementsWithoutTheirKey() {
        assertThatThrownBy(() ->
                        strategic("core.v1.PodSpec", "{'containers':[{'name':'a'}]}", "{'containers':[{'image':'x'}]}"))
                .isInstanceOf(PatchException.class)
                .hasMessageContaining("does not contain declared merge key: name");
    }
}
