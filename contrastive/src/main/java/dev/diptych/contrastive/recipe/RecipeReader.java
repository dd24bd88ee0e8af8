package dev.diptych.contrastive.recipe;

import dev.diptych.config.ConfigException;
import dev.diptych.config.ConfigFile;
import dev.diptych.config.Section;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.contrastive.adapt.LoraReader;
import dev.diptych.contrastive.adapt.LoraRules;
import dev.diptych.contrastive.adapt.Tower;
import dev.diptych.contrastive.checkpoint.SavePolicy;
import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.loss.SlipLoss;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.export.model.ModelCatalog;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelConfigJson;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.tape.Precision;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import dev.diptych.vision.augment.AugmentationConfig;
import dev.diptych.vision.preprocess.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Reads a recipe. Names and defaults are open_clip's where it has them:
 *
 * <pre>
 * seed: 0
 * data:      train, type (auto | webdataset | csv | folder | synthetic), csv (image_key filepath, caption_key title, separator),
 *            upsampling_factors, num_samples 0 (all), workers 0 (all), cache auto, max_bad_samples 0.1,
 *            captions (first | one | subset), max_keywords 8, text_mask (truncate | simple | random | shuffle)
 * model:     a name in configs/models, or a JSON file relative to the recipe
 * tokenizer: a tokenizer.json relative to the recipe; left out: the pretrained model's, or trained on the captions
 * pretrained: a run or a model's folder relative to the recipe, to start from; left out: weights are drawn
 * augmentation: scale [0.9, 1], ratio [0.75, 1.3333], color_jitter, ...
 * loss:      kind (clip | siglip), mask (none | concept | caption | image), label_smoothing 0, matryoshka (none),
 *            distill (teacher: a run or folder relative to the recipe, weight 1, features: a folder relative to the recipe),
 *            simclr (none): weight 1, temperature 0.1, hidden 4096, dim 256, augmentation (as SLIP's)
 * optimizer: opt (adamw | lion | muon), lr 5e-4, beta1 0.9, beta2 0.98, eps 1e-6, momentum 0.95, wd 0.2, grad_clip_norm (none),
 *            image_layer_decay 1, text_layer_decay 1
 * parameters: a list of pattern, trained true, wd (the optimizer's), lr_factor 1; left out: all alike
 * lora:      image and text (none), each: rank 8, alpha 16, layers *
 * lock:      image false, image_unlocked_groups 0, text false, text_unlocked_layers 0
 * schedule:  lr_scheduler (cosine | const | const_cooldown), warmup 10000 steps, epochs_cooldown 0
 * train:     batch_size 64, epochs 32, log_every_n_steps 10, save_frequency 1 epoch, save_every_n_steps 0 (off), keep 0,
 *            precision (fp32 | amp_bf16), accum_freq 1, grad_checkpointing false, whole_image_epochs 0, final_resolution (none: image_size, epochs), ema (none), report_to (none | tensorboard)
 * guard:     skip_nonfinite true, z_score 0 (off), window 100, max_skipped_in_a_row 10, rollback_lr_factor 0.5, max_rollbacks 3
 * eval:      data (none), type auto, captions (each | joined), val_frequency 1, every_n_steps 0, best (none),
 *            classify (data, dataset, split test, classes, templates, image_key filepath, label_key label, label_separator)
 * </pre>
 */
public final class RecipeReader {
    private static final int MANY = 1 << 30;
    private static final int EPOCHS = 32;
    private static final String FINAL = "final_resolution";
    private static final ModelConfig STAND_IN =
            new ModelConfig(1, new VisionConfig(1, 1, 1, 1, 1, 1), new TextConfig(3, 3, 1, 1, 1, 1), false);

    private final Path file;
    private final Path models;

    private RecipeReader(Path file, Path models) {
        this.file = file;
        this.models = models;
    }

    /**
     * Reads a recipe file.
     *
     * @param overrides {@code key.path=value} each
     * @param models the folder that named model configurations lie in
     * @throws dev.diptych.config.ConfigException if anything is wrong, all problems at once
     */
    public static ResolvedRecipe read(Path file, List<String> overrides, Path models) {
        ConfigFile config = ConfigFile.read(file, overrides);
        Recipe recipe = config.as(new RecipeReader(file, models)::read);
        return new ResolvedRecipe(recipe, config.render());
    }

    private Recipe read(Section root) {
        long seed = root.longInteger("seed", 0, Long.MIN_VALUE, Long.MAX_VALUE);
        DataConfig data = DataReader.read(root.section("data"));
        ModelConfig model = model(root);
        Optional<Path> tokenizer = root.optionalString("tokenizer").map(this::beside);
        Optional<Path> pretrained = root.optionalString("pretrained").map(this::beside);
        AugmentationConfig augmentation =
                AugmentationReader.read(root.section("augmentation"), AugmentationConfig.DEFAULT);
        Section loss = root.section("loss");
        Section optimizer = root.section("optimizer");
        Section schedule = root.section("schedule");
        Section train = root.section("train");
        LossKind kind = loss.choice("kind", LossKind.CLIP);
        int batchSize = train.integer("batch_size", 64, 1, 1 << 20);
        StepOptions step = step(train);
        long pairs = (long) batchSize * step.accumulation();
        if (kind == LossKind.CLIP && pairs == 1) {
            train.reject("batch_size", "at least 2 pairs a step: alone, a pair has no negatives and its loss is 0");
        }
        if (loss.has("simclr") && pairs > SlipLoss.MOST_PAIRS) {
            train.reject("batch_size", "at most " + SlipLoss.MOST_PAIRS + " pairs a step beside loss.simclr");
        }
        Optional<ModelConfig> known = model == STAND_IN ? Optional.empty() : Optional.of(model);
        LoraRules lora = LoraReader.read(root, known, kind);
        Optional<Parameters> declared = known.map(config -> ClipModel.declare(config, kind, lora));
        ParameterRules parameters = ParameterRulesReader.read(root, declared, lora);
        if (loss.has("simclr") && declared.isPresent() && !trains(Tower.IMAGE, declared.get(), parameters)) {
            loss.reject("simclr", "an image tower beside it of which something is trained");
        }
        return new Recipe(
                seed,
                data,
                model,
                new Preprocessing(model.vision().imageSize()),
                augmentation,
                tokenizer,
                kind,
                LossReader.read(loss, kind, model),
                LossReader.head(loss),
                LossReader.views(loss),
                LossReader.teacher(loss, data, augmentation, this::beside),
                loss.choice("mask", Masking.NONE),
                optimizer.number("lr", 5e-4, Double.MIN_VALUE, 10),
                OptimizerReader.read(optimizer),
                averaging(train),
                lora,
                parameters,
                new ScheduleConfig(
                        schedule.choice("lr_scheduler", ScheduleConfig.Kind.COSINE),
                        schedule.integer("warmup", 10_000, 0, MANY),
                        schedule.integer("epochs_cooldown", 0, 0, MANY)),
                batchSize,
                train.integer("epochs", EPOCHS, 1, MANY),
                train.integer("log_every_n_steps", 10, 1, MANY),
                saving(train),
                GuardReader.read(root.section("guard")),
                precision(train),
                step,
                train.integer("whole_image_epochs", 0, 0, MANY),
                finalResolution(train, model, loss),
                EvalReader.read(root.section("eval"), data.source()),
                train.choice("report_to", ReportTo.NONE),
                pretrained);
    }

    private static Precision precision(Section train) {
        Precision asked = train.choice("precision", Precision.FP32);
        if (!asked.trains()) {
            train.reject("precision", "one to train in: fp32 or amp_bf16");
            return Precision.FP32;
        }
        return asked;
    }

    private static boolean trains(Tower tower, Parameters declared, ParameterRules rules) {
        return declared.entries().stream()
                .anyMatch(entry -> tower.has(entry.name()) && rules.apply(entry).trained());
    }

    private static Optional<Recipe.FinalResolution> finalResolution(Section train, ModelConfig model, Section loss) {
        return train.optionalSection(FINAL).map(section -> {
            int before = model.vision().imageSize();
            int size = section.integer("image_size", 1, MANY);
            int epochs = section.integer("epochs", 1, MANY);
            if (epochs >= train.integer("epochs", EPOCHS, 1, MANY)) {
                section.reject("epochs", "fewer than train.epochs");
            }
            if (loss.section("distill").has("teacher")) {
                train.reject(FINAL, "none beside loss.distill, whose teacher sees images of one size");
            }
            try {
                if (model != STAND_IN
                        && model.withImageSize(size).vision().grid()
                                <= model.vision().grid()) {
                    section.reject("image_size", "more than the model's " + before + ", by a patch or more");
                }
            } catch (IllegalArgumentException e) {
                section.reject("image_size", "one that the model can have; " + e.getMessage());
            }
            return new Recipe.FinalResolution(size, epochs);
        });
    }

    private static SavePolicy saving(Section train) {
        SavePolicy standard = SavePolicy.DEFAULT;
        return new SavePolicy(
                train.integer("save_frequency", standard.everyEpochs(), 0, MANY),
                train.integer("save_every_n_steps", standard.everySteps(), 0, MANY),
                train.integer("keep", standard.keep(), 0, MANY));
    }

    private static StepOptions step(Section train) {
        StepOptions standard = StepOptions.DEFAULT;
        return new StepOptions(
                train.flag("grad_checkpointing", standard.checkpointing()),
                train.integer("accum_freq", standard.accumulation(), 1, 1 << 10));
    }

    private static OptionalDouble averaging(Section train) {
        return train.has("ema")
                ? OptionalDouble.of(train.number("ema", Double.MIN_VALUE, Math.nextDown(1.0)))
                : OptionalDouble.empty();
    }

    private ModelConfig model(Section root) {
        String name = root.string("model");
        if (!root.has("model")) {
            return STAND_IN;
        }
        Path path = new ModelCatalog(models).file(name).orElseGet(() -> beside(name));
        try {
            return ModelConfigJson.read(JsonDocument.read(path));
        } catch (ConfigException e) {
            root.reject("model", "a name in " + models + " or a JSON file beside the recipe; " + e.getMessage());
        } catch (IllegalArgumentException e) {
            root.reject("model", "a configuration that is supported; " + e.getMessage());
        }
        return STAND_IN; // the problem is noted, so this is never trained
    }

    private Path beside(String name) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? Path.of(name) : folder.resolve(name);
    }
}
