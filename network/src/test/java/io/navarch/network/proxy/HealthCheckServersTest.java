package io.navarch.network.proxy;

import static io.navarch.network.Objects.service;
import static io.navarch.network.Objects.slice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.runtime.NetworkContext;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthCheckServersTest {
    private static List<ProxiedPort> ports(int number, String node) {
        var service = service(
                "default",
                "web",
                "'type':'LoadBalancer','externalTrafficPolicy':'Local','clusterIP':'10.96.0.9',"
                        + "'healthCheckNodePort':" + number
                        + ",'ports':[{'port':80,'nodePort':30080,'protocol':'TCP'}]");
        var slice = slice(
                "default",
                "web",
                "'ports':[{'name':'','port':8080,'protocol':'TCP'}],'endpoints':[{"
                        + "'addresses':['10.244.0.5'],'nodeName':'" + node + "','conditions':{'ready':true}}]");
        return new ProxiedPorts("here", "", IpFamily.IPV4).read(List.of(service), List.of(slice));
    }

    private static HttpResponse<String> ask(HttpClient client, int number) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + number + "/"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void tellsWhetherThisNodeHasEndpoints() throws Exception {
        int number;
        try (var free = new ServerSocket(0)) {
            number = free.getLocalPort();
        }
        try (var servers = new HealthCheckServers(NetworkContext.host());
                var client = HttpClient.newHttpClient()) {
            servers.update(ports(number, "here"));
            var healthy = ask(client, number);
            assertThat(healthy.statusCode()).isEqualTo(200);
            assertThat(healthy.body())
                    .contains("\"namespace\": \"default\"", "\"name\": \"web\"", "\"localEndpoints\": 1");
            servers.update(ports(number, "there"));
            assertThat(ask(client, number).statusCode()).isEqualTo(503);
            servers.update(List.of());
            assertThatThrownBy(() -> ask(client, number)).isInstanceOf(IOException.class);
        }
    }
}
