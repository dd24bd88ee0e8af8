package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.diptych.cli.session.Interruption;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands that the documents show are ones that the command line takes, and files that they name are there. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

    static Stream<String> commands() throws IOException {
        List<Path> documents;
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"));
                Stream<Path> recipes = Files.list(ROOT.resolve("configs/recipes"));
                Stream<Path> suites = Files.list(ROOT.resolve("configs/suites"))) {
            documents = Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            Stream.concat(docs, Stream.concat(recipes, suites))
                                    .filter(Files::isRegularFile)
                                    .sorted())
                    .toList();
        }
        List<String> found = documents.stream()
                .flatMap(DocumentedCommandsTest::lines)
                .map(line -> line.replaceFirst("^#? *", ""))
                .filter(line -> line.startsWith("./diptych ") || line.startsWith("diptych "))
                .toList();
        assertThat(found).hasSizeGreaterThanOrEqualTo(5);
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void documentedCommandsParse(String line) {
        String[] words = WORD.matcher(line)
                .results()
                .map(word -> word.group().replace("\"", ""))
                .toArray(String[]::new);
        Session session = new Session(
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                new Surroundings(Map.of(), ROOT, false, 80),
                new Interruption());
        String[] arguments = Arrays.copyOfRange(words, 1, words.length);
        assertThatCode(() -> Main.commandLine(session).parseArgs(arguments)).doesNotThrowAnyException();
        Arrays.stream(words)
                .filter(word -> word.startsWith("configs/"))
                .forEach(word -> assertThat(ROOT.resolve(word)).exists());
    }

    private static Stream<String> lines(Path document) {
        try {
            return Files.readAllLines(document).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
