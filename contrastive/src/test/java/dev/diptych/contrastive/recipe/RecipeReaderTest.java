package dev.diptych.contrastive.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigException;
import dev.diptych.contrastive.checkpoint.SavePolicy;
import dev.diptych.contrastive.data.CaptionDraw;
import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.contrastive.data.source.SourceOptions.Csv;
import dev.diptych.contrastive.data.source.SourceOptions.Type;
import dev.diptych.contrastive.loss.ClipLoss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.loss.MatryoshkaLoss;
import dev.diptych.contrastive.loss.SiglipLoss;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.contrastive.validation.CaptionUse;
import dev.diptych.contrastive.validation.ClassificationConfig;
import dev.diptych.contrastive.validation.ValidationConfig;
import dev.diptych.nn.adapter.LowRank;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.text.tokenizer.TextReduction;
import dev.diptych.vision.augment.AugmentationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
        assertThat(recipe.data())
                .isEqualTo(new DataConfig(
                        "shards",
                        new SourceOptions(Type.AUTO, new Csv("filepath", "title", '\t'), 0),
                        List.of(),
                        0,
                        0,
                        OptionalLong.empty(),
                        0.1,
                        new CaptionDraw(CaptionDraw.Kind.ONE, 8)))
                .isEqualTo(DataConfig.of("shards", new CaptionDraw(CaptionDraw.Kind.ONE, 8)));
        assertThat(recipe.augmentation()).isEqualTo(AugmentationConfig.DEFAULT);
        assertThat(recipe.tokenizer()).isEmpty();
        assertThat(recipe.loss()).isEqualTo(LossKind.CLIP);
        assertThat(recipe.masking()).isEqualTo(Masking.NONE);
        assertThat(recipe.lr()).isEqualTo(5e-4);
        assertThat(recipe.optimizer()).isEqualTo(OptimizerConfig.DEFAULT);
        assertThat(recipe.parameters()).isEqualTo(ParameterRules.NONE);
        assertThat(recipe.schedule()).isEqualTo(new ScheduleConfig(ScheduleConfig.Kind.COSINE, 10_000, 0));
        assertThat(recipe.batchSize()).isEqualTo(64);
        assertThat(recipe.epochs()).isEqualTo(32);
        assertThat(recipe.logEvery()).isEqualTo(10);
        assertThat(recipe.saving()).isEqualTo(new SavePolicy(1, 0, 0));
        assertThat(recipe.step()).isEqualTo(new StepOptions(false, 1));
        assertThat(recipe.validation()).isEmpty();
        assertThat(recipe.reportTo()).isEqualTo(ReportTo.NONE);
    }

    @Test
    void readsOnWhatTheModelIsScored() throws IOException {
        String recipe = "data: {train: a, csv: {image_key: file}}\nmodel: tiny\neval: {data: b}\n";
        SourceOptions asTraining = new SourceOptions(Type.AUTO, new Csv("file", "title", '\t'), 0);
        assertThat(read(recipe).recipe().validation())
                .contains(new ValidationConfig("b", asTraining, 1, 0, Optional.empty()));
        assertThat(read(recipe, "eval.val_frequency=0", "eval.every_n_steps=50", "eval.best=text_to_image_R@1")
                        .recipe()
                        .validation())
                .contains(new ValidationConfig("b", asTraining, 0, 50, Optional.of("text_to_image_R@1")));
        assertThat(read(recipe, "eval.captions=joined")
                        .recipe()
                        .validation()
                        .orElseThrow()
                        .captions())
                .isEqualTo(CaptionUse.JOINED);
    }

    @Test
    void readsOnWhichLabelledImagesTheModelIsScored() throws IOException {
        String recipe = "data: {train: a}\nmodel: tiny\neval: {classify: {data: d, classes: mnist}}\n";
        ValidationConfig read =
                read(recipe, "eval.best=zeroshot_acc1").recipe().validation().orElseThrow();
        assertThat(read.data()).isEmpty();
        assertThat(read.classification())
                .contains(new ClassificationConfig(
                        "d",
                        Optional.empty(),
                        "test",
                        Optional.of("mnist"),
                        Optional.empty(),
                        "filepath",
                        "label",
                        ""));
        assertThatThrownBy(() -> read(recipe, "eval.best=image_to_text_R@1"))
                .hasMessageContaining("expected eval.data beside it");
        assertThatThrownBy(() -> read("data: {train: a}\nmodel: tiny\neval: {data: b, best: zeroshot_acc1}\n"))
                .hasMessageContaining("'zeroshot_acc1', expected eval.classify beside it, which the score is of");
    }

    @Test
    void rejectsScoresThatAreNoneOrOfNothing() {
        String recipe = "data: {train: a}\nmodel: tiny\neval: {best: R@1, type: synthetic}\n";
        assertThatThrownBy(() -> read(recipe))
                .hasMessageContaining("eval.best: 'R@1', expected one of image_to_text_R@1, ")
                .hasMessageContaining("eval.best: 'R@1', expected eval.data beside it, which the scores are of")
                .hasMessageContaining(
                        "eval.type: 'synthetic', expected that of data which is not made up: it says nothing of a model");
    }

    @Test
    void overridesWin() throws IOException {
        Recipe recipe = read("data: {train: a}\nmodel: tiny\n", "optimizer.lr=0.25", "data.train=b")
                .recipe();
        assertThat(recipe.lr()).isEqualTo(0.25);
        assertThat(recipe.data().train()).isEqualTo("b");
    }

    @Test
    void readsTheOptimiserAndMarksHiddenMatricesForMuonAlone() throws IOException {
        String recipe = "data: {train: a}\nmodel: tiny\nparameters: [{pattern: visual.*, trained: false}]\n";
        Recipe muon = read(recipe, "optimizer.opt=muon", "optimizer.momentum=0.9", "optimizer.grad_clip_norm=1")
                .recipe();
        assertThat(muon.optimizer())
                .isEqualTo(new OptimizerConfig(OptimizerConfig.Method.MUON, 0.9, 0.98, 1e-6, 0.9, 0.2, 1));
        assertThat(orthogonal(muon))
                .isNotEmpty()
                .allMatch(name -> name.matches("transformer\\.resblocks\\.\\d+\\.(attn|mlp)\\..*weight"))
                .contains("transformer.resblocks.0.attn.in_proj_weight");
        Recipe lion = read(recipe, "optimizer.opt=lion").recipe();
        assertThat(lion.optimizer().method()).isEqualTo(OptimizerConfig.Method.LION);
        assertThat(orthogonal(lion)).isEmpty();
        assertThatThrownBy(() -> read(recipe, "optimizer.opt=sgd"))
                .hasMessageContaining("optimizer.opt: 'sgd', expected one of adamw, lion, muon");
    }

    private static List<String> orthogonal(Recipe recipe) {
        return ClipModel.declare(recipe.model(), recipe.loss()).entries().stream()
                .filter(entry -> recipe.group(entry).orthogonal())
                .map(Parameters.Entry::name)
                .toList();
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
    void readsTheLossAndItsLengths() throws IOException {
        String recipe = "data: {train: a}\nmodel: tiny\n";
        assertThat(read(recipe).recipe().objective()).isEqualTo(new ClipLoss(0));
        assertThat(read(recipe, "loss.label_smoothing=0.1").recipe().objective())
                .isEqualTo(new ClipLoss(0.1));
        int whole = read(recipe).recipe().model().embedDim();
        assertThat(read(recipe, "loss.kind=siglip", "loss.matryoshka=[2, 4]")
                        .recipe()
                        .objective())
                .isEqualTo(new MatryoshkaLoss(new SiglipLoss(), List.of(2, 4, whole)));
        assertThat(read(recipe, "loss.matryoshka=[2, " + whole + "]").recipe().objective())
                .isEqualTo(new MatryoshkaLoss(new ClipLoss(0), List.of(2, whole)));
        assertThatThrownBy(() -> read(recipe, "loss.kind=siglip", "loss.label_smoothing=0.1"))
                .hasMessageContaining("loss.label_smoothing: 0.1, expected 0 beside kind siglip");
        assertThatThrownBy(() -> read(recipe, "loss.matryoshka=[4, 2]"))
                .hasMessageContaining("expected lengths ascending, below the embedding's " + whole);
        assertThatThrownBy(() -> read(recipe, "loss.matryoshka=[" + whole + "]"))
                .hasMessageContaining("expected lengths ascending, below the embedding's " + whole);
    }

    @Test
    void readsHowDataIsRead() throws IOException {
        DataConfig data = read("data:\n  train: a.csv::b.csv\n  type: csv\n  csv: {image_key: file, separator: ';'}\n"
                        + "  upsampling_factors: [2, 0.5]\n  num_samples: 100\n  workers: 3\n  cache: 512MiB\n"
                        + "  max_bad_samples: 0\nmodel: tiny\n")
                .recipe()
                .data();
        assertThat(data.source()).isEqualTo(new SourceOptions(Type.CSV, new Csv("file", "title", ';'), 100));
        assertThat(data.upsamplingFactors()).containsExactly(2.0, 0.5);
        assertThat(data.threads()).isEqualTo(3);
        assertThat(data.cache()).hasValue(512L << 20);
        assertThat(data.maxBadSamples()).isZero();
    }

    @Test
    void readsSizesOfTheCache() throws IOException {
        assertThat(cache("0")).hasValue(0);
        assertThat(cache("1 kB")).hasValue(1000);
        assertThat(cache("2gib")).hasValue(2L << 30);
        assertThat(cache("3TB")).hasValue(3_000_000_000_000L);
        assertThat(cache("auto")).isEmpty();
        assertThatThrownBy(() -> cache("much"))
                .hasMessageContaining("data.cache: 'much', expected auto or a number of bytes, such as 512MiB");
        assertThatThrownBy(() -> cache("true")).hasMessageContaining("expected a text or a number");
    }

    @Test
    void readsWhatIsLeftOfLongCaptions() throws IOException {
        Recipe recipe = read("data: {train: a}\nmodel: tiny\n", "data.text_mask=shuffle")
                .recipe();
        assertThat(recipe.data().captions()).isEqualTo(new CaptionDraw(CaptionDraw.Kind.ONE, 8, TextReduction.SHUFFLE));
    }

    @Test
    void readsATabHoweverItIsWritten() throws IOException {
        String recipe = "data: {train: a, csv: {separator: '\\t'}}\nmodel: tiny\n";
        assertThat(read(recipe).recipe().data().source().csv().separator()).isEqualTo('\t');
        assertThatThrownBy(() -> read("data: {train: a, csv: {separator: ', '}}\nmodel: tiny\n"))
                .hasMessageContaining("data.csv.separator: ', ', expected one character");
    }

    @Test
    void saysOnceThatAModelIsMissing() {
        assertThatThrownBy(() -> read("data: {train: a}\n")).hasMessageEndingWith("model: missing, expected a text");
    }

    @Test
    void keepsATeachersFeaturesOnlyOfSamplesThatAreAlwaysTheSame() throws IOException {
        String head = "model: tiny\nloss: {distill: {teacher: t, features: f}}\n";
        String plain = "augmentation: {scale: [1, 1], ratio: [1, 1]}\n";
        assertThat(read(head + plain + "data: {train: a, captions: first}\n")
                        .recipe()
                        .teacher()
                        .orElseThrow()
                        .features())
                .hasValueSatisfying(path -> assertThat(path).endsWithRaw(Path.of("f")));
        assertThatThrownBy(() -> read(head + "data: {train: a, captions: first}\n"))
                .hasMessageContaining("loss.distill.features: 'f', expected none where images are augmented");
        assertThatThrownBy(() -> read(head + plain + "data: {train: a, captions: one}\n"))
                .hasMessageContaining("loss.distill.features: 'f', expected none unless data.captions is first");
        assertThatThrownBy(() -> read(head + plain + "data: {train: a, captions: first, text_mask: random}\n"))
                .hasMessageContaining("data.text_mask truncate");
        assertThatThrownBy(() -> read(
                        "model: tiny\nloss: {distill: {features: f}}\ndata: {train: a, captions: first}\n" + plain))
                .hasMessageContaining("loss.distill.features: 'f', expected a teacher beside it");
    }

    @Test
    void wantsAFactorForEachSourceAndANumberOfSamplesToMakeUp() throws IOException {
        assertThatThrownBy(() -> read("data: {train: 'a::b', upsampling_factors: [1, 2, 3]}\nmodel: tiny\n"))
                .hasMessageContaining("expected as many numbers as data.train has sources, 2");
        assertThatThrownBy(() -> read("data: {train: a, upsampling_factors: [0]}\nmodel: tiny\n"))
                .hasMessageContaining("data.upsampling_factors[0]");
        assertThatThrownBy(() -> read("data: {type: synthetic}\nmodel: tiny\n"))
                .hasMessageContaining("data.num_samples: missing, expected with type synthetic how many");
        assertThat(read("data: {type: synthetic, num_samples: 7}\nmodel: tiny\n")
                        .recipe()
                        .data()
                        .source()
                        .synthetic())
                .isEqualTo(7);
    }

    private OptionalLong cache(String value) throws IOException {
        return read("data: {train: a, cache: " + value + "}\nmodel: tiny\n")
                .recipe()
                .data()
                .cache();
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
    void theFirstRuleThatMatchesAParameterDecides() throws IOException {
        ResolvedRecipe resolved = read("""
                data: {train: a}
                model: tiny
                parameters:
                  - {pattern: visual.pro?, wd: 0.5, lr_factor: 0.1}
                  - {pattern: "visual.*", trained: false}
                  - {pattern: "*.bias", wd: 0.5}
                """);
        Recipe recipe = resolved.recipe();
        Map<String, Parameters.Group> groups = new HashMap<>();
        ClipModel.declare(recipe.model(), recipe.loss())
                .entries()
                .forEach(entry -> groups.put(entry.name(), recipe.parameters().apply(entry)));
        assertThat(groups.get("visual.proj")).isEqualTo(new Parameters.Group(true, true, OptionalDouble.of(0.5), 0.1));
        assertThat(groups.get("visual.conv1.weight")).isEqualTo(Parameters.Group.FROZEN);
        assertThat(groups.get("ln_final.bias"))
                .as("a bias does not decay")
                .isEqualTo(new Parameters.Group(true, false, OptionalDouble.empty(), 1));
        assertThat(groups.get("text_projection"))
                .isEqualTo(new Parameters.Group(true, true, OptionalDouble.empty(), 1));
        assertThat(read(resolved.yaml()).recipe()).isEqualTo(recipe);
    }

    @Test
    void aLockedTowerIsFrozenButForItsLastGroups() throws IOException {
        String recipe = "data: {train: a}\nmodel: tiny\nparameters: [{pattern: '*', lr_factor: 0.5}]\n";
        assertThat(frozen(read(recipe, "lock.image=true", "lock.image_unlocked_groups=2")))
                .contains("visual.conv1.weight", "visual.transformer.resblocks.10.ln_1.weight")
                .doesNotContain("visual.proj", "visual.ln_post.bias", "visual.transformer.resblocks.11.ln_1.weight")
                .allMatch(name -> name.startsWith("visual."));
        assertThat(frozen(read(recipe, "lock.text=true")))
                .contains("text_projection", "token_embedding.weight", "ln_final.bias")
                .noneMatch(name -> name.startsWith("visual.") || name.startsWith("logit_"));
        assertThat(frozen(read(recipe, "lock.text=true", "lock.text_unlocked_layers=14")))
                .isEmpty();
    }

    @Test
    void refusesGroupsThatNoLockLeavesOrATowerLacks() {
        String recipe = "data: {train: a}\nmodel: tiny\n";
        assertThatThrownBy(() -> read(recipe, "lock.image_unlocked_groups=2"))
                .hasMessageContaining("lock.image_unlocked_groups: 2, expected 0 unless lock.image is true");
        assertThatThrownBy(() -> read(recipe, "lock.text=true", "lock.text_unlocked_layers=15"))
                .hasMessageContaining(
                        "lock.text_unlocked_layers: 15, expected at most 14, the groups that the text tower");
    }

    /** 12 blocks each, so that the embeddings are 13 groups before the projection. */
    @Test
    void ratesFallByLayerFromTheProjectionOn() throws IOException {
        Recipe recipe = read(
                        "data: {train: a}\nmodel: tiny\nparameters: [{pattern: '*.bias', lr_factor: 0.5}]\n",
                        "optimizer.image_layer_decay=0.75")
                .recipe();
        Map<String, Double> rates = new HashMap<>();
        ClipModel.declare(recipe.model(), recipe.loss())
                .entries()
                .forEach(entry ->
                        rates.put(entry.name(), recipe.parameters().apply(entry).rate()));
        assertThat(rates)
                .containsEntry("visual.proj", 1.0)
                .containsEntry("visual.ln_post.weight", 0.75)
                .containsEntry("visual.transformer.resblocks.11.mlp.c_fc.weight", 0.75)
                .containsEntry("visual.transformer.resblocks.10.attn.out_proj.bias", 0.5 * 0.5625)
                .containsEntry("visual.transformer.resblocks.0.ln_1.weight", Math.pow(0.75, 12))
                .containsEntry("visual.class_embedding", Math.pow(0.75, 13))
                .containsEntry("token_embedding.weight", 1.0)
                .containsEntry("logit_scale", 1.0);
    }

    @Test
    void adaptersAreTrainedInPlaceOfTheirTower() throws IOException {
        String recipe = "data: {train: a}\nmodel: tiny\npretrained: base\n";
        Recipe read = read(recipe, "lora.image={rank: 4, alpha: 2, layers: ['*.mlp.c_fc.*']}")
                .recipe();
        assertThat(read.lora().apply("visual.transformer.resblocks.3.mlp.c_fc.weight"))
                .contains(new LowRank(4, 2));
        assertThat(read.lora().apply("transformer.resblocks.3.mlp.c_fc.weight")).isEmpty();
        List<String> trained = ClipModel.declare(read.model(), read.loss(), read.lora()).entries().stream()
                .filter(entry -> read.parameters().apply(entry).trained())
                .map(Parameters.Entry::name)
                .filter(name -> name.startsWith("visual."))
                .toList();
        assertThat(trained)
                .hasSize(2 * 12)
                .contains("visual.transformer.resblocks.3.mlp.c_fc.weight.lora_A")
                .allMatch(name -> name.contains(".mlp.c_fc.weight.lora_"));
        assertThat(read(recipe, "lora.text={}").recipe().lora().apply("transformer.resblocks.3.attn.in_proj_weight"))
                .contains(new LowRank(8, 16));
        assertThatThrownBy(() -> read(recipe, "lora.image={layers: ['*', '*.conv1.*']}"))
                .hasMessageContaining("lora.image.layers: ")
                .hasMessageContaining("expected patterns that each match weights of the tower's blocks");
        assertThatThrownBy(() -> read("data: {train: a}\nmodel: tiny\n", "lora.image={}"))
                .hasMessageContaining("lora: ")
                .hasMessageContaining("expected a pretrained model to adapt beside it");
    }

    private static List<String> frozen(ResolvedRecipe resolved) {
        Recipe recipe = resolved.recipe();
        return ClipModel.declare(recipe.model(), recipe.loss()).entries().stream()
                .filter(entry -> !recipe.parameters().apply(entry).trained())
                .map(Parameters.Entry::name)
                .toList();
    }

    @Test
    void namesAPatternThatMatchesNothing() {
        assertThatThrownBy(() -> read("data: {train: a}\nmodel: tiny\nparameters:\n"
                        + "  - {pattern: visual.*}\n  - {pattern: vision.*, trained: false}\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(":5: parameters[1].pattern: 'vision.*', expected one that matches a parameter of"
                        + " the model, such as visual.*");
    }

    @Test
    void refusesRulesThatLeaveNothingToTrain() {
        assertThatThrownBy(() -> read("data: {train: a}\nmodel: tiny\nparameters: [{pattern: '*', trained: false}]\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("parameters: ")
                .hasMessageContaining("expected some that leave a parameter to train");
    }

    @Test
    void refusesSettingsOfWhatIsFrozen() {
        assertThatThrownBy(() -> read("data: {train: a}\nmodel: tiny\n"
                        + "parameters: [{pattern: visual.*, trained: false, wd: 0.1, lr_factor: 2, decay: true}]\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("parameters[0].wd: 0.1, expected none beside trained: false")
                .hasMessageContaining("parameters[0].lr_factor: 2, expected none beside trained: false")
                .hasMessageContaining("parameters[0].decay: unknown key");
    }

    @Test
    void theResolvedRecipeReadsAsTheSame() throws IOException {
        ResolvedRecipe first = read(
                "data: {train: a, cache: 0, csv: {separator: ' '}}\nmodel: tiny\naugmentation: {scale: [0.5, 1.2]}\n");
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
