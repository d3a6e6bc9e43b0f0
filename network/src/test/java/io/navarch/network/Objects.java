package io.navarch.network;

import io.navarch.model.core.v1.Namespace;
import io.navarch.model.core.v1.Service;
import io.navarch.model.discovery.v1.EndpointSlice;
import java.nio.charset.StandardCharsets;

/** Builds API objects from short JSON; single quotes stand for double ones. */
public final class Objects {
    private Objects() {}

    public static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    public static Namespace namespace(String name) {
        return Namespace.KIND.read(json("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'" + name + "'}}"));
    }

    /** @param spec the fields of the spec */
    public static Service service(String namespace, String name, String spec) {
        return Service.KIND.read(json("{'apiVersion':'v1','kind':'Service','metadata':{'namespace':'" + namespace
                + "','name':'" + name + "'},'spec':{" + spec + "}}"));
    }

    /** @param rest ports and endpoints */
    public static EndpointSlice slice(String namespace, String service, String rest) {
        return slice(namespace, service, service + "-1", rest);
    }

    public static EndpointSlice slice(String namespace, String service, String name, String rest) {
        return EndpointSlice.KIND.read(json("{'apiVersion':'discovery.k8s.io/v1','kind':'EndpointSlice','metadata':{"
                + "'namespace':'" + namespace + "','name':'" + name + "','labels':{'kubernetes.io/service-name':'"
                + service + "'}},'addressType':'IPv4'," + rest + "}"));
    }
}
