package io.navarch.examples.janitor;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Clock;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Tidies a cluster up. */
@SpringBootApplication
@EnableScheduling
public class JanitorApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(JanitorApplication.class, arguments);
    }

    /** Enters the cluster by the kubeconfig in the settings, or else as pods do. */
    @Bean
    KubernetesClient client(@Value("${janitor.kubeconfig:}") String kubeconfig) {
        var config = kubeconfig.isEmpty() ? Config.autoConfigure(null) : Config.fromKubeconfig(kubeconfig);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Bean
    InstantSource time() {
        return Clock.systemUTC();
    }
}
