package dev.diptych.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.data.BatchLoader;
import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.RecipeReader;
import dev.diptych.contrastive.step.Batch;
import dev.diptych.contrastive.train.Trainer;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

final class PairIteratorTest {
    private static final String MODEL = """
        {"embed_dim": 8,
         "vision_cfg": {"image_size": 16, "patch_size": 8, "width": 16, "layers": 1, "head_width": 8},
         "text_cfg": {"context_length": 8, "vocab_size": 514, "width": 16, "heads": 2, "layers": 1}}
        """;

    private static final int PAIRS = 9;
    private static final int BATCH = 2;
    private static final int PARTS = 2;
    private static final int STEPS = 2; // of four pairs, of nine
    private static final Tokenizer TOKENIZER = new BpeTokenizer(new BpeTrainer(514).train(Stream.of("a")));

    @TempDir
    private Path folder;

    private Recipe recipe;

    @BeforeEach
    void writePairs() throws IOException {
        for (int i = 0; i < PAIRS; i++) {
            Files.write(folder.resolve(i + ".png"), ImageEncoder.png(RgbImage.filled(20, 20, 0x1A2B3C * (i + 1))));
            Files.writeString(folder.resolve(i + ".txt"), "word".substring(0, 1 + i % 4));
        }
        Files.writeString(folder.resolve("tiny.json"), MODEL);
        Path file = Files.writeString(
                folder.resolve("recipe.yaml"),
                "model: tiny.json\ndata: {train: '" + folder + "'}\nloss: {mask: caption}\nschedule: {warmup: 2}\n"
                        + "train: {batch_size: " + BATCH + ", accum_freq: " + PARTS + ", epochs: 2}\n");
        recipe = RecipeReader.read(file, List.of(), folder).recipe();
    }

    @Test
    void givesTheBatchesOfTheTrainingEpochByEpoch() throws InterruptedException {
        try (Samples samples = samples();
                PairIterator iterator = new PairIterator(recipe, samples, TOKENIZER);
                BatchLoader loader = Trainer.loader(recipe, samples, TOKENIZER, 1, 0, () -> false)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                for (int number = 0; number < STEPS * PARTS; number++) {
                    check(iterator.next(), loader.part(number % PARTS));
                }
                assertThat(iterator.hasNext()).isFalse();
                assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
                iterator.reset();
            }
        }
    }

    private static void check(MultiDataSet given, Batch batch) {
        assertThat(given.getFeatures(0).shape()).containsExactly(BATCH, 3, 16, 16);
        assertThat(given.getFeatures(0).data().asFloat()).isEqualTo(batch.images());
        assertThat(given.getFeatures(1).dataType()).isEqualTo(DataType.INT32);
        assertThat(given.getFeatures(1).toIntMatrix()[1]).isEqualTo(Arrays.copyOfRange(batch.ids(), 8, 16));
        assertThat(given.getFeaturesMaskArray(0)).isNull();
        for (int row = 0; row < BATCH; row++) {
            assertThat(given.getFeaturesMaskArray(1).getRow(row).sumNumber().intValue())
                    .isEqualTo(batch.ends()[row] + 1);
        }
        assertThat(given.getLabels(0).toIntVector()).isEqualTo(batch.groups());
    }

    @Test
    void goesPastTheRestOfAnEpochThatIsReset() {
        try (Samples samples = samples();
                PairIterator whole = new PairIterator(recipe, samples, TOKENIZER);
                PairIterator cut = new PairIterator(recipe, samples, TOKENIZER)) {
            whole.forEachRemaining(batch -> {});
            whole.reset();
            cut.next();
            cut.reset();
            assertThat(cut.next().getFeatures(0)).isEqualTo(whole.next().getFeatures(0));
        }
    }

    @Test
    void refusesBatchesOfAnotherSize() {
        try (Samples samples = samples();
                PairIterator iterator = new PairIterator(recipe, samples, TOKENIZER)) {
            assertThatThrownBy(() -> iterator.next(3)).hasMessageContaining("of 3 pairs, expected");
        }
    }

    @Test
    void showsEachBatchToThePreProcessor() {
        List<MultiDataSet> seen = new ArrayList<>();
        try (Samples samples = samples();
                PairIterator iterator = new PairIterator(recipe, samples, TOKENIZER)) {
            iterator.setPreProcessor(seen::add);
            assertThat(iterator.next()).isSameAs(seen.get(0));
        }
    }

    @Test
    void trainsAGraphOfSameDiff() {
        SameDiff graph = SameDiff.create();
        SDVariable images = graph.placeHolder("images", DataType.FLOAT, -1, 3, 16, 16);
        graph.placeHolder("tokens", DataType.INT32, -1, 8);
        graph.placeHolder("groups", DataType.INT32, -1);
        SDVariable weight = graph.var("weight", Nd4j.ones(DataType.FLOAT, 3 * 16 * 16, 1));
        SDVariable product = images.reshape(-1, 3 * 16 * 16).mmul(weight);
        product.mul(product).mean("loss");
        graph.setLossVariables("loss");
        graph.setTrainingConfig(TrainingConfig.builder()
                .updater(new Sgd(1e-6))
                .dataSetFeatureMapping("images", "tokens")
                .dataSetLabelMapping("groups")
                .build());
        try (Samples samples = samples();
                PairIterator iterator = new PairIterator(recipe, samples, TOKENIZER)) {
            MultiDataSet batch = iterator.next();
            double before = loss(graph, batch);
            graph.fit(iterator, 3);
            assertThat(loss(graph, batch)).isLessThan(before);
        }
    }

    private static double loss(SameDiff graph, MultiDataSet batch) {
        return graph.outputSingle(Map.of("images", batch.getFeatures(0)), "loss")
                .getDouble(0);
    }

    private Samples samples() {
        return SampleSources.open(folder.toString(), SourceOptions.AUTO, SampleSources.Notes.NONE);
    }
}
