package dev.diptych.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.contrastive.checkpoint.Checkpoint;
import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.run.RunNotes;
import dev.diptych.contrastive.run.TrainingRun;
import dev.diptych.contrastive.train.StepLog;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.contrastive.validation.CaptionUse;
import dev.diptych.eval.retrieval.RetrievalMetrics;
import dev.diptych.eval.zeroshot.RetrievalEvaluation;
import dev.diptych.file.FolderLock;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.pipeline.Ingest;
import dev.diptych.ingest.pipeline.IngestProgress;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.write.IngestReport;
import dev.diptych.nn.engine.Devices;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the code of {@code docs/java.md}, and checks that it is that. */
final class GuideTest {
    private static final Pattern REGION =
            Pattern.compile("\\n( *)// guide: [a-z]+\\n(.*?)\\n *// end\\n", Pattern.DOTALL);

    private static final String MODEL = """
        {"embed_dim": 8,
         "vision_cfg": {"image_size": 16, "patch_size": 8, "width": 16, "layers": 1, "head_width": 8},
         "text_cfg": {"context_length": 8, "vocab_size": 514, "width": 16, "heads": 2, "layers": 1}}
        """;

    private static final String RECIPE =
            "model: tiny.json\ndata: {train: shards}\nschedule: {warmup: 2}\ntrain: {batch_size: 4, epochs: 2}\n";

    @TempDir
    private Path folder;

    @Test
    void ingestsTrainsEmbedsAndEvaluates() throws IOException, InterruptedException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (int i = 0; i < 9; i++) {
            Files.write(pictures.resolve(i + ".png"), ImageEncoder.png(RgbImage.filled(20, 20, 0x1A2B3C * (i + 1))));
            Files.writeString(pictures.resolve(i + ".txt"), "caption " + i);
        }
        Files.writeString(folder.resolve("tiny.json"), MODEL);
        Path recipe = Files.writeString(folder.resolve("recipe.yaml"), RECIPE);
        Path shards = folder.resolve("shards");
        Path run = folder.resolve("run");

        assertThat(ingest(pictures, shards).kept()).isEqualTo(9);
        assertThat(train(recipe, shards, run)).isNotEmpty();
        assertThat(embed(run, pictures.resolve("3.png"))).hasSize(2);
        assertThat(evaluate(run, shards)).containsKey("image_to_text_R@1");
    }

    @Test
    void theGuideShowsThisCode() throws IOException {
        Matcher regions = REGION.matcher(Files.readString(Path.of("src/test/java/dev/diptych/eval/GuideTest.java")));
        List<String> blocks = regions.results().map(GuideTest::block).toList();
        assertThat(blocks).hasSize(4);
        assertThat(Files.readString(Path.of("../docs/java.md"))).contains(blocks);
    }

    private static String block(MatchResult region) {
        return "```java\n"
                + (region.group(2) + "\n").replace("\n" + region.group(1), "\n").strip() + "\n```";
    }

    private static IngestReport ingest(Path pictures, Path shards) {
        // guide: ingest
        IngestConfig config = IngestConfig.of(List.of(pictures), OutputConfig.DEFAULT);
        IngestReport report = Ingest.run(config, shards, false, IngestProgress.NONE);
        System.out.println(report.kept() + " of " + report.images() + " images kept");
        // end
        return report;
    }

    private static List<Double> train(Path recipe, Path shards, Path run) throws IOException, InterruptedException {
        // guide: train
        List<Double> losses = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void stepped(StepLog step) {
                losses.add(step.loss());
            }
        };
        try (FolderLock lock = FolderLock.take(run, "train");
                Engine engine = Devices.open("cpu", Devices.threads())) {
            List<String> keys = List.of("data.train=" + shards);
            TrainingRun training = TrainingRun.start(run, recipe, keys, Path.of("configs/models"), RunNotes.NONE);
            training.train(engine, TrainingRun.UNMEASURED, List.of(listener), () -> false);
        }
        // end
        return losses;
    }

    private static List<float[]> embed(Path run, Path file) throws IOException {
        // guide: embed
        try (Engine engine = Devices.open("cpu", Devices.threads())) {
            Checkpoint model = Checkpoint.open(run);
            Embedder embedder =
                    new Embedder(model.load(engine, Precision.FP32), model.preprocessing(), model.tokenizer());
            RgbImage image = new ImageDecoder().decode(Files.readAllBytes(file)).image();
            float[] imageVector = embedder.images(List.of(image));
            float[] textVector = embedder.texts(List.of("a red square"));
            return List.of(imageVector, textVector);
        }
        // end
    }

    private static Map<String, Double> evaluate(Path run, Path shards) throws InterruptedException {
        // guide: evaluate
        Checkpoint model = Checkpoint.open(run);
        try (Engine engine = Devices.open("cpu", Devices.threads());
                Samples samples = SampleSources.open(shards.toString(), SourceOptions.AUTO, SampleSources.Notes.NONE)) {
            Embedder embedder =
                    new Embedder(model.load(engine, Precision.FP32), model.preprocessing(), model.tokenizer());
            RetrievalMetrics metrics = RetrievalEvaluation.run(samples, embedder, CaptionUse.EACH, System.err::println)
                    .ranks()
                    .metrics();
            return metrics.byName(); // image_to_text_R@1 and the like
        }
        // end
    }
}
