package dev.diptych.contrastive.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigException;
import dev.diptych.contrastive.data.CaptionDraw;
import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.model.LossKind;
import dev.diptych.contrastive.model.StepOptions;
import dev.diptych.nn.optim.AdamWConfig;
import dev.diptych.vision.augment.AugmentationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecipeReaderTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void writeModel() throws IOException {
        Files.writeString(
                folder.resolve("tiny.json"),
                "{\"embed_dim\": 512, \"vision_cfg\": {\"image_size\": 32, \"patch_size\": 8, \"width\": 64}, \"text_cfg\": {}}");
    }

    @Test
    void pinsEveryDefault() throws IOException {
        Recipe recipe = read("data: {train: shards}\nmodel: tiny\n").recipe();
        assertThat(recipe.seed()).isZero();
        assertThat(recipe.captions()).isEqualTo(new CaptionDraw(CaptionDraw.Kind.ONE, 8));
        assertThat(recipe.augmentation()).isEqualTo(AugmentationConfig.DEFAULT);
        assertThat(recipe.tokenizer()).isEmpty();
        assertThat(recipe.loss()).isEqualTo(LossKind.CLIP);
        assertThat(recipe.masking()).isEqualTo(Masking.NONE);
        assertThat(recipe.lr()).isEqualTo(5e-4);
        assertThat(recipe.optimizer()).isEqualTo(AdamWConfig.DEFAULT);
        assertThat(recipe.schedule()).isEqualTo(new ScheduleConfig(ScheduleConfig.Kind.COSINE, 10_000, 0));
        assertThat(recipe.batchSize()).isEqualTo(64);
        assertThat(recipe.epochs()).isEqualTo(32);
        assertThat(recipe.logEvery()).isEqualTo(10);
        assertThat(recipe.saveEvery()).isEqualTo(1);
        assertThat(recipe.step()).isEqualTo(new StepOptions(false, 1));
    }

    @Test
    void overridesWin() throws IOException {
        Recipe recipe = read("data: {train: a}\nmodel: tiny\n", "optimizer.lr=0.25", "data.train=b")
                .recipe();
        assertThat(recipe.lr()).isEqualTo(0.25);
        assertThat(recipe.trainData()).isEqualTo("b");
    }

    @Test
    void refusesASoftmaxLossOfASinglePair() throws IOException {
        String recipe = "data: {train: a}\nmodel: tiny\ntrain: {batch_size: 1}\n";
        assertThatThrownBy(() -> read(recipe))
                .hasMessageContaining(":3: train.batch_size: 1, expected at least 2 pairs a step");
        assertThat(read(recipe, "train.accum_freq=2").recipe().pairsPerStep()).isEqualTo(2);
        assertThat(read(recipe, "loss.kind=siglip").recipe().pairsPerStep()).isEqualTo(1);
    }

    @Test
    void saysHowSeveralShardsAreWritten() {
        assertThatThrownBy(() -> read("data: {train: [a, b]}\nmodel: tiny\n"))
                .hasMessageContaining(":1: data.train: a list of 2 values, expected one text, with :: between:"
                        + " shards::more/{0000..0042}.tar");
    }

    @Test
    void accumulationMultipliesThePairsOfAStep() throws IOException {
        Recipe recipe = read("data: {train: a}\nmodel: tiny\n"
                        + "train: {batch_size: 12, accum_freq: 3, grad_checkpointing: true}\n")
                .recipe();
        assertThat(recipe.step()).isEqualTo(new StepOptions(true, 3));
        assertThat(recipe.pairsPerStep()).isEqualTo(36);
    }

    @Test
    void theResolvedRecipeReadsAsTheSame() throws IOException {
        ResolvedRecipe first = read("data: {train: a}\nmodel: tiny\naugmentation: {scale: [0.5, 1.2]}\n");
        ResolvedRecipe again = read(first.yaml());
        assertThat(again.recipe()).isEqualTo(first.recipe());
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThatThrownBy(() -> read("data: {train: a, captoins: one}\nmodel: nowhere\noptimizer: {lr: fast, wd: -1}\n"
                        + "train: {batch_size: 0}\naugmentation: {scale: [2, 1]}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("captoins")
                .hasMessageContaining("nowhere")
                .hasMessageContaining("optimizer.lr")
                .hasMessageContaining("optimizer.wd")
                .hasMessageContaining("train.batch_size")
                .hasMessageContaining("augmentation.scale");
    }

    private ResolvedRecipe read(String text, String... overrides) throws IOException {
        Path file = folder.resolve("recipe.yaml");
        Files.writeString(file, text);
        return RecipeReader.read(file, List.of(overrides), folder);
    }
}
