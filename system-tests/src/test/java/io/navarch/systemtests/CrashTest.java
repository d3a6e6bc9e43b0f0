package io.navarch.systemtests;

import static io.navarch.systemtests.fixture.Waiting.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.systemtests.fixture.Answer;
import io.navarch.systemtests.fixture.Kubectl;
import io.navarch.systemtests.fixture.RunningNavarch;
import io.navarch.systemtests.fixture.SystemTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The whole process is killed under load and started again. */
@SystemTest
final class CrashTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void nothingAcknowledgedIsLostAndContainersRunOn(Kubectl kubectl, RunningNavarch navarch) throws Exception {
        kubectl.out("create", "deployment", "web", "--image=appstore:5000/liuwenmao/django-hello", "--replicas=2");
        kubectl.out("rollout", "status", "deployment/web", "--timeout=60s");
        String before = containers(kubectl);
        List<String> acknowledged = new ArrayList<>();
        AtomicBoolean killed = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int number = 0; !killed.get(); number++) {
                Answer answer =
                        kubectl.run("create", "configmap", "written-" + number, "--from-literal=number=" + number);
                if (answer.succeeded()) {
                    acknowledged.add("written-" + number);
                }
            }
        });
        awaitThat(MINUTE, () -> assertThat(
                        kubectl.out("get", "configmaps").lines().count())
                .isGreaterThan(10));
        navarch.kill();
        killed.set(true);
        writer.join();

        navarch.startAgain();
        awaitThat(MINUTE, () -> assertThat(kubectl.out("get", "configmaps", "-o", "name")
                        .lines()
                        .map(name -> name.substring("configmap/".length())))
                .containsAll(acknowledged));
        awaitThat(MINUTE, () -> assertThat(kubectl.out("get", "deployment", "web", "--no-headers"))
                .containsPattern("web +2/2"));
        assertThat(containers(kubectl)).isEqualTo(before);
        kubectl.out("scale", "deployment/web", "--replicas=3");
        kubectl.out("rollout", "status", "deployment/web", "--timeout=60s");
    }

    private static String containers(Kubectl kubectl) {
        return kubectl.out(
                "get",
                "pods",
                "-l",
                "app=web",
                "--sort-by=.metadata.name",
                "-o",
                "jsonpath={range .items[*]}{.metadata.name} {.status.containerStatuses[0].containerID} "
                        + "{.status.containerStatuses[0].restartCount}{\"\\n\"}{end}");
    }
}
