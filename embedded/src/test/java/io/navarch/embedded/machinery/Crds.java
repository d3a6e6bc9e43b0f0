package io.navarch.embedded.machinery;

/** Definitions of custom resources as tests need them; all in group {@code test.io}, with names of their own. */
final class Crds {
    static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    static final String OPEN = "'type':'object','x-kubernetes-preserve-unknown-fields':true";

    private Crds() {}

    /** @param versions as {@link #version} makes them */
    static String definition(String plural, String kind, String more, String... versions) {
        return "{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'" + plural
                + ".test.io'},'spec':{'group':'test.io','scope':'Namespaced'" + more + ",'names':{'plural':'" + plural
                + "','kind':'" + kind + "'},'versions':[" + String.join(",", versions) + "]}}";
    }

    /** @param schema members of openAPIV3Schema */
    static String version(String name, boolean served, boolean storage, String schema, String more) {
        return "{'name':'" + name + "','served':" + served + ",'storage':" + storage + ",'schema':{'openAPIV3Schema':{"
                + schema + "}}" + more + "}";
    }

    /** One stored version v1 with a schema. */
    static String simple(String plural, String kind, String schema) {
        return definition(plural, kind, "", version("v1", true, true, schema, ""));
    }

    static String path(String version, String namespace, String plural) {
        return "/apis/test.io/" + version + "/namespaces/" + namespace + "/" + plural;
    }

    static String object(String version, String kind, String name, String more) {
        return "{'apiVersion':'test.io/" + version + "','kind':'" + kind + "','metadata':{'name':'" + name + "'}" + more
                + "}";
    }
}
