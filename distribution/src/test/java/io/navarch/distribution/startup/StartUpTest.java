package io.navarch.distribution.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.navarch.runtime.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class StartUpTest {
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final StartUp startUp = new StartUp(new PrintStream(shown, true, StandardCharsets.UTF_8), Clock.system());
    private final List<String> events = new ArrayList<>();

    @Test
    void showsEachStepAndUndoesThemBackwards() {
        startUp.step("one", () -> "1", made -> events.add("undo " + made));
        startUp.step("two", () -> "2", made -> events.add("undo " + made));
        startUp.close();
        assertThat(events).containsExactly("undo 2", "undo 1");
        assertThat(shown.toString(StandardCharsets.UTF_8).lines())
                .allMatch(line -> line.matches("✓ (one|two) 0\\.\\d\\d s"));
    }

    @Test
    void aFailingStepBecomesOneLineAndIsNotUndone() {
        startUp.step("one", () -> "1", made -> events.add("undo " + made));
        assertThatThrownBy(() -> startUp.step(
                        "two",
                        () -> {
                            throw new IOException("no\nroom");
                        },
                        made -> events.add("never")))
                .isInstanceOf(StartUpException.class)
                .hasMessage("two failed: no room");
        startUp.close();
        assertThat(events).containsExactly("undo 1");
    }

    @Test
    void aStepThatCannotBeUndoneDoesNotKeepTheOthersUp() {
        startUp.step("one", () -> "1", made -> events.add("undo " + made));
        startUp.step("two", () -> "2", made -> {
            throw new IOException("stuck");
        });
        startUp.close();
        assertThat(events).containsExactly("undo 1");
        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("✗ stopping two: stuck");
    }

    @Test
    void aStepBegunRunsBesideTheNextAndIsUndoneOnce() {
        CountDownLatch second = new CountDownLatch(1);
        var slow = startUp.begin(
                "slow",
                () -> {
                    second.await();
                    return "slow";
                },
                made -> events.add("undo " + made));
        startUp.check("quick", second::countDown);
        assertThat(slow.await()).isEqualTo("slow");
        startUp.close();
        assertThat(events).containsExactly("undo slow");
    }

    @Test
    void aStepNobodyWaitedForIsUndoneToo() {
        startUp.begin("slow", () -> "slow", made -> events.add("undo " + made));
        startUp.close();
        assertThat(events).containsExactly("undo slow");
    }
}
