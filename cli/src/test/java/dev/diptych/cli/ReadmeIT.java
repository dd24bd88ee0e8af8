package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's commands, word for word and one after another, in a folder that has tiny files by the names they use. */
class ReadmeIT {
    private static final Path README = Path.of("../README.md");

    /** These need the network, or minutes. */
    private static final List<String> LEFT_OUT = List.of("./diptych quickstart");

    private static final int SIZE = 24;

    /** What each command says, and a file that it leaves, where it leaves one. */
    private record Outcome(String command, String says, String file) {}

    private static final List<Outcome> OUTCOMES = List.of(
            new Outcome("ingest", "10 images with 10 captions", "data/shards/00000.tar"),
            new Outcome("shards lint", "10 samples", ""),
            new Outcome("shards preview", "sheet.html", "sheet.html"),
            new Outcome("train", "2 steps", "runs/first/checkpoint/open_clip_model.safetensors"),
            new Outcome("eval retrieval", "image_to_text_R@1", ""),
            new Outcome("embed", "10 images", "embeddings/img_emb/img_emb_0.npy"),
            new Outcome("index", "10 images", "photos.index/index.json"),
            new Outcome("search photos.index", "photo", ""),
            new Outcome("export onnx", "first-onnx", "first-onnx/onnx/model.onnx"));

    @TempDir
    private Path folder;

    @Test
    void everyCommandOfTheReadmeEndsWithZeroAndLeavesWhatItSays() throws IOException, InterruptedException {
        prepare();
        List<String> lines = commands();
        lines.removeAll(LEFT_OUT);
        assertThat(lines)
                .zipSatisfy(OUTCOMES, (line, outcome) -> assertThat(line).startsWith("./diptych " + outcome.command));
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split(" +");
            try (OwnProcess process =
                    new OwnProcess(folder, Map.of(), Main.class, Arrays.copyOfRange(words, 1, words.length))) {
                String said = process.rest();
                assertThat(process.code()).as("%s: %s", lines.get(i), said).isZero();
                assertThat(said).contains(OUTCOMES.get(i).says);
                assertThat(folder.resolve(OUTCOMES.get(i).file)).exists();
            }
        }
    }

    @Test
    void whatIsLeftOutIsThere() throws IOException {
        assertThat(commands()).containsAll(LEFT_OUT);
    }

    /** The lines of code blocks that call the command. */
    private static List<String> commands() throws IOException {
        List<String> found = new ArrayList<>();
        boolean code = false;
        for (String line : Files.readAllLines(README)) {
            code ^= line.startsWith("```");
            if (code && line.startsWith("./diptych ")) {
                found.add(line.strip());
            }
        }
        return found;
    }

    private void prepare() throws IOException {
        try (OutputStream file = Files.newOutputStream(folder.resolve("photos.zip"));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (int i = 0; i < 6; i++) {
                zip.putNextEntry(new ZipEntry("photo" + i + ".png"));
                ImageIO.write(picture(i), "png", zip);
                zip.putNextEntry(new ZipEntry("photo" + i + ".txt"));
                zip.write(("photo number " + i).getBytes(StandardCharsets.UTF_8));
            }
        }
        pictures("more", 6, 4);
        pictures("data/heldout", 10, 5);
        Files.writeString(folder.resolve("queries.txt"), "photo number 3\nsomething else\n");
        Path recipe = Path.of("configs/recipes/vit-s-32.yaml");
        Files.createDirectories(folder.resolve(recipe).getParent());
        String tiny = Files.readString(Path.of("..").resolve(recipe))
                .replace("model: ViT-S-32", "model: tiny.json")
                .replace("warmup: 500", "warmup: 1")
                .replace("{batch_size: 128, epochs: 32}", "{batch_size: 5, epochs: 1}");
        assertThat(tiny).contains("tiny.json", "warmup: 1", "batch_size: 5");
        Files.writeString(folder.resolve(recipe), tiny);
        Files.writeString(folder.resolve(recipe).resolveSibling("tiny.json"), """
                {"embed_dim": 16,
                 "vision_cfg": {"image_size": 32, "layers": 1, "width": 64, "patch_size": 16},
                 "text_cfg": {"context_length": 8, "vocab_size": 540, "width": 64, "heads": 1, "layers": 1}}
                """);
    }

    private void pictures(String name, int first, int count) throws IOException {
        Path pictures = Files.createDirectories(folder.resolve(name));
        for (int i = first; i < first + count; i++) {
            ImageIO.write(
                    picture(i), "png", pictures.resolve("photo" + i + ".png").toFile());
            Files.writeString(pictures.resolve("photo" + i + ".txt"), "photo number " + i);
        }
    }

    /** Noise, so that none is a near duplicate of another. */
    private static BufferedImage picture(int number) {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        int[] pixels = new Random(number).ints((long) SIZE * SIZE, 0, 1 << 24).toArray();
        image.setRGB(0, 0, SIZE, SIZE, pixels, 0, SIZE);
        return image;
    }
}
