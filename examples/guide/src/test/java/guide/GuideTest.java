package guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every piece of code in the guide is compiled, and run where that is possible: it stands word for word in the tests beside this one. */
class GuideTest {
    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    /** A piece of the guide and the language it is in. */
    private record Block(String language, List<String> lines) {
        /** One side of a diff. */
        List<String> side(char sign) {
            return lines.stream()
                    .filter(line -> line.isEmpty() || line.charAt(0) == ' ' || line.charAt(0) == sign)
                    .map(line -> line.isEmpty() ? line : line.substring(1))
                    .toList();
        }
    }

    private static List<Block> blocks;
    private static List<List<String>> sources;
    private static String pom;

    @BeforeAll
    static void read() throws IOException {
        var guide = Files.readString(Path.of("..", "..", "docs", "testing.md"));
        blocks = BLOCK.matcher(guide)
                .results()
                .map(found -> new Block(found.group(1), found.group(2).lines().toList()))
                .toList();
        try (var files = Files.walk(Path.of("src", "test", "java"))) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .map(GuideTest::lines)
                    .toList();
        }
        pom = words(Stream.concat(lines(Path.of("pom.xml")).stream(), lines(Path.of("..", "pom.xml")).stream())
                .collect(Collectors.joining("\n")));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void showsJavaThatIsCompiled() {
        var java =
                blocks.stream().filter(block -> block.language().equals("java")).toList();
        assertThat(java).hasSizeGreaterThan(8).allSatisfy(block -> assertInSources(block.lines()));
    }

    @Test
    void showsChangesBetweenTestsThatAreCompiled() {
        var changes =
                blocks.stream().filter(block -> block.language().equals("diff")).toList();
        assertThat(changes).hasSizeGreaterThan(2).allSatisfy(block -> {
            assertInSources(block.side('-'));
            assertInSources(block.side('+'));
        });
    }

    @Test
    void showsDependenciesThatAreUsed() {
        var dependencies =
                blocks.stream().filter(block -> block.language().equals("xml")).toList();
        assertThat(dependencies).isNotEmpty().allSatisfy(block -> {
            for (var line : block.lines()) {
                if (line.contains("<dependency>")) {
                    assertThat(pom).contains(words(line));
                }
            }
        });
    }

    private static void assertInSources(List<String> piece) {
        assertThat(sources).as(String.join("\n", piece)).anyMatch(source -> contains(source, piece));
    }

    /** Whether the lines are in the source, all of them indented by as much more. */
    private static boolean contains(List<String> source, List<String> piece) {
        for (int i = 0; i + piece.size() <= source.size(); i++) {
            int more = source.get(i).indexOf(piece.getFirst());
            if (more >= 0 && source.get(i).isBlank() == piece.getFirst().isBlank()) {
                var expected = new ArrayList<String>();
                piece.forEach(line -> expected.add(line.isEmpty() ? "" : " ".repeat(more) + line));
                if (source.subList(i, i + piece.size()).equals(expected)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String words(String xml) {
        return xml.replaceAll("\\s+", " ").strip();
    }
}
