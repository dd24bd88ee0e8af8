package dev.diptych.text.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diptych.text.prompt.PromptException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTemplatesTest {
    private static final Path CONFIGS = Path.of("..", "configs", "zeroshot");

    @TempDir
    private Path folder;

    @Test
    void fillsEachTemplateInOrder() throws IOException {
        Path file = file("\uFEFF# comment\n\n a photo of a {}. \r\n{c}, drawn\n");
        PromptTemplates templates = PromptTemplates.read(file);
        assertThat(templates.fill("cat {}")).containsExactly("a photo of a cat {}.", "cat {}, drawn");
    }

    @Test
    void comesWithTheTemplatesOfClipAndSiglip() throws IOException {
        Path bundled = CONFIGS.resolve("templates");
        List<String> all = PromptTemplates.open("imagenet-80", bundled).templates();
        assertThat(all).hasSize(80).startsWith("a bad photo of a {}.").endsWith("a tattoo of the {}.");
        assertThat(all)
                .containsAll(PromptTemplates.open("imagenet-7", bundled).templates())
                .containsAll(PromptTemplates.open("photo", bundled).templates());
        assertThat(PromptTemplates.open("imagenet-7", bundled).templates()).hasSize(7);
        assertThat(PromptTemplates.open("cifar", bundled).templates()).hasSize(18);
        assertThat(PromptTemplates.open("siglip", bundled).fill("2 cats"))
                .containsExactly("This is a photo of 2 cats.");
        try (Stream<Path> files = Files.list(bundled)) {
            for (Path file : files.toList()) {
                assertThat(PromptTemplates.read(file).templates())
                        .as(file.toString())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void comesWithClassNames() throws IOException {
        Path bundled = CONFIGS.resolve("classes");
        assertThat(ClassNames.open("cifar10", bundled).names())
                .hasSize(10)
                .startsWith("airplane")
                .endsWith("truck");
        assertThat(ClassNames.open("cifar100", bundled).names()).hasSize(100).isSorted();
        assertThat(ClassNames.open("fashion-mnist", bundled).names())
                .hasSize(10)
                .element(9)
                .isEqualTo("ankle boot");
        assertThat(ClassNames.open("mnist", bundled).size()).isEqualTo(10);
    }

    @Test
    void prefersAFileToTheNameOfOne() throws IOException {
        Path file = file("my {}\n");
        assertThat(PromptTemplates.open(file.toString(), CONFIGS.resolve("templates"))
                        .templates())
                .containsExactly("my {}");
        Files.writeString(folder.resolve("imagenet-7.txt"), "replaced {}\n");
        assertThat(PromptTemplates.open("imagenet-7", folder).templates()).containsExactly("replaced {}");
    }

    private record Case(Reason reason, int line, String problem, String content) {}

    @Test
    void saysInOneLineWhatIsWrong() throws IOException {
        List<Case> cases = List.of(
                new Case(Reason.INVALID, 2, "\"a cat\", expected one {} for the class name", "a {}\na cat\n"),
                new Case(Reason.INVALID, 1, "\"{} {}\", expected one {} for the class name", "{} {}\n"),
                new Case(Reason.INVALID, 1, "\"{} {x}\", expected one {} for the class name", "{} {x}\n"),
                new Case(Reason.INVALID, 3, "\"a {c}\" again, expected each template once", "a {}\n\na {c}\n"),
                new Case(Reason.EMPTY, 0, "no entries, expected one a line", "# nothing\n"));
        for (Case each : cases) {
            Path file = file(each.content());
            PromptException e = catchThrowableOfType(PromptException.class, () -> PromptTemplates.read(file));
            String place = each.line() == 0 ? "" : ": line " + each.line();
            assertThat(e).as(each.problem()).hasMessage("prompts failed: " + file + place + ": " + each.problem());
            assertThat(e.reason()).isEqualTo(each.reason());
            assertThat(e.line()).isEqualTo(each.line());
        }
    }

    @Test
    void readsTheListsOfJsonByDataSet() throws IOException {
        Path file = Files.writeString(
                folder.resolve("en_classnames.json"),
                "{\"pets\": [\"Abyssinian\", \"beagle\"], \"digits\": [\"zero \", \"#one\"]}");
        assertThat(ClassNames.open(file.toString(), folder, "digits").names()).containsExactly("zero", "#one");
        Path templates = Files.writeString(folder.resolve("t.json"), "[\"a {c}\", \"a {c}\"]");
        assertThat(PromptTemplates.open(templates.toString(), folder, "digits").fill("cat"))
                .containsExactly("a cat", "a cat");
        assertThatThrownBy(() -> ClassNames.open(file.toString(), folder, "food"))
                .hasMessage("prompts failed: " + file + ": no data set 'food', expected one of pets, digits");
        Files.writeString(file, "{\"pets\": [1]}");
        assertThatThrownBy(() -> ClassNames.open(file.toString(), folder, "pets"))
                .hasMessage("prompts failed: " + file + ": 1, expected a list of texts");
        Files.writeString(file, "{\"pets\"");
        assertThatThrownBy(() -> ClassNames.open(file.toString(), folder, "pets"))
                .isInstanceOf(PromptException.class)
                .hasMessageContaining("expected JSON");
        Files.writeString(file, "{\"pets\": []}");
        assertThatThrownBy(() -> ClassNames.open(file.toString(), folder, "pets"))
                .hasMessageContaining("no entries");
    }

    @Test
    void rejectsWhatIsNoText() throws IOException {
        Path file = Files.write(folder.resolve("latin.txt"), new byte[] {(byte) 0xE9, '\n'});
        assertThatThrownBy(() -> ClassNames.read(file)).hasMessageEndingWith("no UTF-8, expected an entry a line");
    }

    @Test
    void rejectsUnknownNameWithThoseThatThereAre() throws IOException {
        Files.writeString(folder.resolve("b.txt"), "{}");
        Files.writeString(folder.resolve("a.txt"), "{}");
        assertThatThrownBy(() -> PromptTemplates.open("c", folder))
                .isInstanceOf(PromptException.class)
                .hasMessage("prompts failed: c: no such file, expected one, or one of the templates a, b");
        assertThatThrownBy(() -> ClassNames.open("../c", folder)).hasMessageContaining("prompts failed: ../c: no such");
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("list.txt"), content);
    }
}
