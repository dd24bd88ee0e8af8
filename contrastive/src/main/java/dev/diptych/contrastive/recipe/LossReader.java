package dev.diptych.contrastive.recipe;

import dev.diptych.config.Section;
import dev.diptych.contrastive.data.CaptionDraw;
import dev.diptych.contrastive.loss.ClipLoss;
import dev.diptych.contrastive.loss.DistilledLoss;
import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.loss.MatryoshkaLoss;
import dev.diptych.contrastive.loss.SiglipLoss;
import dev.diptych.contrastive.loss.SlipLoss;
import dev.diptych.contrastive.model.ProjectionHead;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.text.tokenizer.TextReduction;
import dev.diptych.vision.augment.AugmentationConfig;
import dev.diptych.vision.augment.Blur;
import dev.diptych.vision.augment.ColorJitter;
import dev.diptych.vision.augment.draw.Range;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The section {@code loss} of a recipe, but for its kind and its mask. */
final class LossReader {
    private static final String LENGTHS = "matryoshka";
    private static final String SMOOTHING = "label_smoothing";
    private static final String SIMCLR = "simclr";
    private static final String TEACHER = "teacher";
    private static final String FEATURES = "features";
    private static final int WIDEST = 1 << 16;

    /** SLIP's augmentation of both views, which is SimCLR's with a weaker hue. */
    private static final AugmentationConfig SLIP = AugmentationConfig.builder()
            .scale(new Range(0.08f, 1))
            .hflip(0.5f)
            .colorJitter(new ColorJitter(0.8f, 0.4f, 0.4f, 0.4f, 0.1f))
            .grayScaleProb(0.2f)
            .blur(new Blur(0.5f, new Range(0.1f, 2)))
            .build();

    private LossReader() {}

    static Loss read(Section section, LossKind kind, ModelConfig model) {
        Loss own = own(section, kind, model);
        Section distill = section.section("distill");
        double weight = distill.number("weight", 1, Double.MIN_VALUE, 1e6);
        boolean taught = distill.optionalString(TEACHER).isPresent();
        Loss alone = taught ? new DistilledLoss(own, weight) : own;
        return section.optionalSection(SIMCLR)
                .<Loss>map(simclr -> {
                    if (taught) {
                        section.reject(SIMCLR, "none beside distill, whose teacher sees one view of each image");
                        return alone;
                    }
                    return new SlipLoss(
                            alone,
                            simclr.number("weight", 1, Double.MIN_VALUE, 1e6),
                            simclr.number("temperature", 0.1, 1e-4, 1e4));
                })
                .orElse(alone);
    }

    /** Whom the loss follows; what is kept of it must be the same whenever a sample is drawn. */
    static Optional<TeacherConfig> teacher(
            Section section, DataConfig data, AugmentationConfig augmentation, Function<String, Path> beside) {
        Section distill = section.section("distill");
        Optional<Path> features = distill.optionalString(FEATURES).map(beside);
        if (features.isPresent()) {
            CaptionDraw captions = data.captions();
            if (!augmentation.equals(AugmentationConfig.NONE)) {
                distill.reject(
                        FEATURES, "none where images are augmented; they are not with scale and ratio [1, 1] alone");
            } else if (captions.kind() != CaptionDraw.Kind.FIRST || captions.reduction() != TextReduction.TRUNCATE) {
                distill.reject(FEATURES, "none unless data.captions is first and data.text_mask truncate");
            } else if (distill.optionalString(TEACHER).isEmpty()) {
                distill.reject(FEATURES, "a teacher beside it");
            }
        }
        return distill.optionalString(TEACHER).map(teacher -> new TeacherConfig(beside.apply(teacher), features));
    }

    /** The head of the projection that further views are seen by; empty where there are none. */
    static Optional<ProjectionHead.Size> head(Section section) {
        return section.optionalSection(SIMCLR)
                .map(simclr -> new ProjectionHead.Size(
                        simclr.integer("hidden", 4096, 1, WIDEST), simclr.integer("dim", 256, 1, WIDEST)));
    }

    /** How further views of images are made: as SLIP's, but for what is given. */
    static AugmentationConfig views(Section section) {
        return section.optionalSection(SIMCLR)
                .map(simclr -> AugmentationReader.read(simclr.section("augmentation"), SLIP))
                .orElse(SLIP);
    }

    private static Loss own(Section section, LossKind kind, ModelConfig model) {
        double smoothing = section.number(SMOOTHING, 0, 0, Math.nextDown(1f));
        if (smoothing > 0 && kind == LossKind.SIGLIP) {
            section.reject(SMOOTHING, "0 beside kind siglip, which has no targets to smooth");
        }
        Loss plain = kind == LossKind.CLIP ? new ClipLoss(smoothing) : new SiglipLoss();
        int whole = model.embedDim();
        List<Integer> shorter = section.integers(LENGTHS, List.of(), 1, Integer.MAX_VALUE);
        if (shorter.isEmpty()) {
            return plain;
        }
        List<Integer> lengths = new ArrayList<>(shorter);
        if (lengths.get(lengths.size() - 1) != whole) {
            lengths.add(whole);
        }
        if (!MatryoshkaLoss.areLengths(lengths)) {
            section.reject(LENGTHS, "lengths ascending, below the embedding's " + whole + " or up to it");
            return plain;
        }
        return new MatryoshkaLoss(plain, lengths);
    }
}
