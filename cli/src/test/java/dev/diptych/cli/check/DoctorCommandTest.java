package dev.diptych.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.cli.model.SmallModel;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    @TempDir
    private Path folder;

    private Path model = Path.of("");

    @BeforeEach
    void writeAModel() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        SmallModel.write(model);
    }

    @Test
    void printsALineForEachFindingAndWhatTheTowersRead() throws IOException {
        Path image = Files.write(folder.resolve("red.png"), ImageEncoder.png(RgbImage.filled(20, 10, 0xFF0000)));

        CommandRun run = CommandRun.of("doctor", "--model", model, "--image", image, "--text", "red fox");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("ok   tensors: " + model.resolve("open_clip_model.safetensors") + ": ")
                .contains("warn resize: " + model + ": 16 pixels, squash, bilinear, ")
                .contains("ok   image red: " + image + ": mean 1.00000, deviation 0.00000, from 1.00000 to 1.00000\n")
                .contains("ok   image blue: " + image + ": mean -1.00000, deviation 0.00000,")
                .containsPattern("ok   text: 'red fox': \\[\\d+, .*, 0]");
    }

    @Test
    void failsWhereAFindingDoes() throws IOException {
        Path config = model.resolve("open_clip_config.json");
        Files.writeString(config, Files.readString(config).replace("\"context_length\" : 8", "\"context_length\" : 9"));

        CommandRun run = CommandRun.of("doctor", "--model", model, "--json");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("\"level\" : \"fail\",")
                .contains("\"what\" : \"context length\",")
                .contains("\"where\" : \"positional_embedding\",")
                .contains("\"actual\" : \"[8, 64]\",")
                .contains("\"expected\" : \"[9, 64] as the description asks for\"");
    }
}
