package dev.diptych.cli.evaluate.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.cli.CommandRun;
import dev.diptych.cli.model.SmallModel;
import dev.diptych.cli.session.UsageException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalSuiteCommandTest {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeModelsAndData() throws IOException {
        SmallModel.write(Files.createDirectory(folder.resolve("first")), 1);
        SmallModel.write(Files.createDirectory(folder.resolve("second")), 2);
        Path pairs = Files.createDirectory(folder.resolve("pairs"));
        for (String name : new String[] {"red_fox", "box"}) {
            Path pictures = Files.createDirectories(folder.resolve("toys/test").resolve(name));
            for (int i = 0; i < 3; i++) {
                BufferedImage gray = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
                gray.setRGB(i, name.length(), 0xFFFFFF);
                ImageIO.write(gray, "png", pictures.resolve(i + ".png").toFile());
                ImageIO.write(gray, "png", pairs.resolve(name + i + ".png").toFile());
                Files.writeString(pairs.resolve(name + i + ".txt"), name + " " + i);
            }
        }
    }

    @Test
    void scoresModelsOnSetsOnceAndPassesOverWhatCannotBeScored() throws IOException {
        Path suite = suite("two.yaml", "data: " + folder.resolve("toys"));
        CommandRun first = run(suite, "first");
        assertThat(first.code()).isEqualTo(1);
        assertThat(first.out()).containsPattern("toys +acc1 +0\\.5000 +[01]\\.\\d{4} \\([01]\\.\\d{4} to ");
        assertThat(first.out()).contains("missing  failed").doesNotContain("ahead of");
        assertThat(first.errorLines()).contains("first on toys: 6 images ...");

        CommandRun both = run(suite, "first", "second");
        assertThat(both.code()).isEqualTo(1);
        assertThat(both.errorLines())
                .contains("first on toys: scored before", "second on toys: 6 images ...")
                .filteredOn(line -> line.startsWith("missing: read failed: ") && line.contains("no such file"))
                .as("one line for all models")
                .hasSize(1);
        assertThat(both.out())
                .contains("ahead of first on the same images")
                .containsPattern("pairs +text_to_image_R@1 +[+-]0\\.\\d{4} \\([+-]");
        JsonNode json = new ObjectMapper()
                .readTree(folder.resolve("two/second/toys/results.json").toFile());
        assertThat(json.path("dataset").asText()).isEqualTo("toys");
        assertThat(json.path("model").asText()).isEqualTo("second");
        assertThat(folder.resolve("two/second/pairs/results.html")).exists();
        assertThat(folder.resolve("two/first/missing")).doesNotExist();
        assertThat(Files.readAllLines(folder.resolve("two/benchmark.csv")))
                .hasSize(5)
                .element(0)
                .asString()
                .startsWith("dataset,model,pretrained,task,language,model_fullname,");
        assertThat(folder.resolve("two/report.html"))
                .content()
                .contains(
                        "Which difference is real",
                        "toys: classes",
                        "toys: confusion matrix",
                        "<a href=\"second/pairs/results.html\">second</a>",
                        "It could not be scored.");
    }

    @Test
    void scoresAgainWhatIsAskedForOrDescribedInAnotherWay() throws IOException {
        Path suite = suite("again.yaml", "data: " + folder.resolve("toys"));
        run(suite, "second");
        assertThat(run(suite, "second").errorLines()).contains("second on toys: scored before");
        assertThat(run(suite, "second", "--overwrite").errorLines()).contains("second on toys: 6 images ...");
        suite("again.yaml", "data: " + folder.resolve("toys") + ", templates: name");
        assertThat(run(suite, "second").errorLines())
                .contains("second on toys: 6 images ...", "second on pairs: scored before");
    }

    @Test
    void probesModelsAndComparesThem() throws IOException {
        Path test = folder.resolve("toys/test");
        Path suite = Files.writeString(
                folder.resolve("probe.yaml"),
                "sets: [{name: toys, probe: {data: %s, train: %s, c: 1}}]".formatted(test, test));
        CommandRun both = run(suite, "first", "second");
        assertThat(both.code()).isZero();
        assertThat(both.errorLines()).contains("first on toys: 12 images ...");
        assertThat(both.out())
                .containsPattern("toys +lp_acc1 +0\\.5000 +[01]\\.\\d{4} \\([01]\\.\\d{4} to ")
                .containsPattern("ahead of first(?s:.*)toys +lp_acc1 +[+-][01]\\.\\d{4} \\([+-]");
        JsonNode json = new ObjectMapper()
                .readTree(folder.resolve("probe/second/toys/results.json").toFile());
        assertThat(json.path("task").asText()).isEqualTo("linear_probe");
        assertThat(json.path("metrics").path("fewshot_k").asInt()).isEqualTo(-1);
        assertThat(folder.resolve("probe/second/toys/results.html")).content().contains("Linear probe");
        assertThat(folder.resolve("probe/report.html")).content().contains("toys: confusion matrix");
        assertThat(run(suite, "first").errorLines()).contains("first on toys: scored before");
    }

    @Test
    void refusesAWrongFileAndModelsThatAreNotThere() throws IOException {
        Path suite = suite("wrong.yaml", "data: toys, clases: x");
        CommandRun wrong = run(suite, "first");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.errorLines())
                .singleElement()
                .asString()
                .startsWith("bad configuration: " + suite + ":2: sets[0].classify.clases: unknown key");
        CommandRun none = run(suite("good.yaml", "data: toys"), "nothing");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.errorLines()).singleElement().asString().contains("nothing");
    }

    @Test
    void namesModelsByWhatTellsThemApart() {
        assertThat(SuiteModels.names(List.of(Path.of("runs/p1"), Path.of("runs/p 2/"))))
                .containsExactly("p1", "p_2");
        assertThat(SuiteModels.names(List.of(Path.of("runs/p1/best"), Path.of("runs/p2/best"))))
                .containsExactly("p1_best", "p2_best");
        assertThatThrownBy(() -> SuiteModels.names(List.of(Path.of("runs/p1"), Path.of("runs/../runs/p1"))))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("expected different models");
    }

    private static Path suite(String name, String classify) throws IOException {
        String yaml = "sets:\n  - {name: toys, classify: {%s}}\n  - {name: missing, retrieval: {data: %s}}\n"
                        .formatted(classify, folder.resolve("nothing"))
                + "  - {name: pairs, retrieval: {data: %s}}\n".formatted(folder.resolve("pairs"));
        return Files.writeString(folder.resolve(name), yaml);
    }

    /** Scores models into a folder beside the suite, of its name; words that begin with dashes are options. */
    private static CommandRun run(Path suite, String... words) {
        String output = suite.toString().replace(".yaml", "");
        List<Object> arguments = new ArrayList<>(List.of("eval", "suite", "--config", suite, "--output", output));
        for (String word : words) {
            if (!word.startsWith("--")) {
                arguments.add("--model");
            }
            arguments.add(word.startsWith("--") ? word : folder.resolve(word));
        }
        return CommandRun.of(arguments.toArray());
    }
}
