package io.navarch.kubelet.cri.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.navarch.kubelet.cri.simulated.ShellScript.When;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellScriptTest {
    private static ShellScript parsed(String text) {
        return ShellScript.parse(text).orElseThrow();
    }

    @Test
    void readsWhatAClientUploadsWith() {
        var script = parsed("mkdir -p '/a b/' && cat - > '/a b/it'\\''s' && echo $?");

        assertThat(script.statements()).hasSize(3);
        var upload = script.statements().get(1);
        assertThat(upload.when()).isEqualTo(When.SUCCESS);
        assertThat(upload.pipeline()).singleElement().satisfies(command -> {
            assertThat(command.words()).containsExactly("cat", "-");
            assertThat(command.to()).isEqualTo("/a b/it's");
        });
        assertThat(ShellScript.expand(
                        script.statements().get(2).pipeline().getFirst().words().get(1), name -> name + "=0"))
                .isEqualTo("?=0");
    }

    @Test
    void readsPipesAndRedirections() {
        var script = parsed("tar cz - /n 2>/dev/null | base64; wc -c < /n; e=$?; exit $e");

        assertThat(script.statements().getFirst().pipeline())
                .extracting(ShellScript.Command::words)
                .containsExactly(List.of("tar", "cz", "-", "/n"), List.of("base64"));
        assertThat(script.statements().get(1).pipeline().getFirst().from()).isEqualTo("/n");
        assertThat(script.statements()).hasSize(4);
    }

    @Test
    void leavesQuotedDollarsAlone() {
        var word = parsed("echo '$a'\"$b\"")
                .statements()
                .getFirst()
                .pipeline()
                .getFirst()
                .words()
                .get(1);
        assertThat(ShellScript.expand(word, name -> "(" + name + ")")).isEqualTo("$a(b)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo $(date)",
                "sleep 1 & wait",
                "for f in *; do cat $f; done",
                "(cat a)",
                "echo `date`",
                "echo 'open"
            })
    void knowsWhatIsBeyondIt(String text) {
        assertThat(ShellScript.parse(text)).isEmpty();
    }

    @Test
    void readsTarsOptions() {
        assertThat(TarWish.of(List.of("-xmf", "-", "-C", "/n")))
                .isEqualTo(new TarWish(TarWish.Action.EXTRACT, false, "-", "/n", List.of()));
        assertThat(TarWish.of(List.of("-C", "/n", "-xmf", "/n/a.tar")))
                .isEqualTo(new TarWish(TarWish.Action.EXTRACT, false, "/n/a.tar", "/n", List.of()));
        assertThat(TarWish.of(List.of("zcf", "-", "/n")))
                .isEqualTo(new TarWish(TarWish.Action.CREATE, true, "-", "", List.of("/n")));
        assertThat(TarWish.of(List.of("cz", "-", "/n")))
                .isEqualTo(new TarWish(TarWish.Action.CREATE, true, "-", "", List.of("/n")));
    }
}
