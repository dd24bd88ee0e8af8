package dev.diptych.contrastive.recipe;

import dev.diptych.contrastive.adapt.LoraRules;
import dev.diptych.contrastive.checkpoint.SavePolicy;
import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.guard.GuardPolicy;
import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.loss.SlipLoss;
import dev.diptych.contrastive.model.ProjectionHead;
import dev.diptych.contrastive.model.Tuning;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.contrastive.validation.ValidationConfig;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;
import dev.diptych.vision.augment.Augmentation;
import dev.diptych.vision.augment.AugmentationConfig;
import dev.diptych.vision.preprocess.Preprocessing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One training experiment; {@link RecipeReader} tells the keys and defaults.
 *
 * @param seed of every draw: first values, order, captions, augmentation
 * @param tokenizer a {@code tokenizer.json}; a BPE is trained on the captions where there is none
 * @param loss the kind of the model's loss
 * @param objective the loss itself, of that kind
 * @param head of the projection that the objective sees two further views of each image by; empty where it sees none
 * @param viewAugmentation how those are made
 * @param teacher the model that the objective follows; empty where it follows none
 * @param lr the schedule's highest learning rate
 * @param averaging the decay of the weights' moving average; empty for none
 * @param lora which weights have adapters
 * @param parameters which parameters are trained otherwise than the optimiser says, or not at all
 * @param batchSize pairs at a time, of which a step has {@code step.accumulation()} times as many
 * @param epochs passes over the data
 * @param logEvery steps between two lines of the log
 * @param saving when checkpoints are written, and how many are kept
 * @param guard what is done about steps that would harm the model
 * @param precision the number format of the towers
 * @param step what a step spends in time to need less memory
 * @param wholeImageEpochs how many epochs at the end leave out no patches of images, whatever the model's configuration says
 * @param finalResolution the size of images in the last epochs; empty for one size throughout
 * @param validation on what the model is scored meanwhile; empty for nothing
 * @param reportTo where figures go, beside the run's own files
 * @param pretrained the run or folder of a model whose weights training starts from; empty to draw them
 */
public record Recipe(
        long seed,
        DataConfig data,
        ModelConfig model,
        Preprocessing preprocessing,
        AugmentationConfig augmentation,
        Optional<Path> tokenizer,
        LossKind loss,
        Loss objective,
        Optional<ProjectionHead.Size> head,
        AugmentationConfig viewAugmentation,
        Optional<TeacherConfig> teacher,
        Masking masking,
        double lr,
        OptimizerConfig optimizer,
        OptionalDouble averaging,
        LoraRules lora,
        ParameterRules parameters,
        ScheduleConfig schedule,
        int batchSize,
        int epochs,
        int logEvery,
        SavePolicy saving,
        GuardPolicy guard,
        Precision precision,
        StepOptions step,
        int wholeImageEpochs,
        Optional<FinalResolution> finalResolution,
        Optional<ValidationConfig> validation,
        ReportTo reportTo,
        Optional<Path> pretrained) {
    /**
     * Larger images in the last epochs (Li et al. 2023, CLIPA).
     *
     * @param imageSize their side in pixels
     * @param epochs how many
     */
    public record FinalResolution(int imageSize, int epochs) {}

    /** The same experiment with images prepared another way. */
    public Recipe withPreprocessing(Preprocessing other) {
        return with(model, other);
    }

    /** The same experiment on images of the last epochs' size; this where that does not change. */
    public Recipe atFinalResolution() {
        return finalResolution
                .map(last -> with(model.withImageSize(last.imageSize), preprocessing.withSize(last.imageSize)))
                .orElse(this);
    }

    /** The step, counted from 0, from which on images have the last epochs' size; {@code total} where that does not change. */
    public long finalResolutionFrom(long total, int perEpoch) {
        return finalResolution
                .map(last -> total - (long) last.epochs * perEpoch)
                .orElse(total);
    }

    private Recipe with(ModelConfig otherModel, Preprocessing other) {
        return new Recipe(
                seed,
                data,
                otherModel,
                other,
                augmentation,
                tokenizer,
                loss,
                objective,
                head,
                viewAugmentation,
                teacher,
                masking,
                lr,
                optimizer,
                averaging,
                lora,
                parameters,
                schedule,
                batchSize,
                epochs,
                logEvery,
                saving,
                guard,
                precision,
                step,
                wholeImageEpochs,
                finalResolution,
                validation,
                reportTo,
                pretrained);
    }

    /** How the model is trained. */
    public Tuning tuning() {
        return new Tuning(this::group, averaging, lora, head);
    }

    /**
     * The loss of guessing among the B pairs of a step, ln B, where the loss is a softmax, smoothed or not, and of guessing among its views;
     * a mask makes it a little less.
     */
    public OptionalDouble chanceLoss() {
        if (loss != LossKind.CLIP) {
            return OptionalDouble.empty();
        }
        double pairs = Math.log(pairsPerStep());
        return OptionalDouble.of(
                objective instanceof SlipLoss views
                        ? pairs + views.weight() * Math.log(2.0 * pairsPerStep() - 1)
                        : pairs);
    }

    /** Floats of the images of one pair of a step. */
    public int inputLength() {
        return Math.multiplyExact(preprocessing.inputLength(), tuning().imagesPerPair());
    }

    /** How each image of a pair is made. */
    public List<Augmentation> views() {
        List<Augmentation> views = new ArrayList<>(List.of(new Augmentation(augmentation, preprocessing)));
        while (views.size() < tuning().imagesPerPair()) {
            views.add(new Augmentation(viewAugmentation, preprocessing));
        }
        return views;
    }

    /**
     * How steps are computed.
     *
     * @param total the run's last step
     * @param perEpoch steps of an epoch
     */
    public StepOptions steps(long total, int perEpoch) {
        return wholeImageEpochs == 0 ? step : step.withWholeImagesFrom(total - (long) wholeImageEpochs * perEpoch);
    }

    /** How the largest steps are computed. */
    public StepOptions largestStep() {
        return wholeImageEpochs == 0 ? step : step.withWholeImagesFrom(0);
    }

    /** How a parameter is trained. */
    public Parameters.Group group(Parameters.Entry entry) {
        return optimizer.group(entry, parameters.apply(entry));
    }

    /** Pairs in a step, each of which is a negative of every other. */
    public int pairsPerStep() {
        return Math.multiplyExact(batchSize, step.accumulation());
    }
}
