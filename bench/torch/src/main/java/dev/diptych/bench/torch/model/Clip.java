package dev.diptych.bench.torch.model;

import dev.diptych.bench.torch.runtime.Autocast;
import dev.diptych.bench.torch.runtime.Precision;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Two towers and CLIP's loss. */
public final class Clip {
    private static final double LARGEST_LOG_SCALE = Math.log(100);

    private final VisionTower vision;
    private final TextTower text;
    private final Tensor logScale;
    private final Precision precision;

    /**
     * The sizes of a model.
     *
     * @param image side of the images in pixels
     * @param patch side of a patch in pixels
     * @param context tokens of a caption
     * @param vocab size of the vocabulary
     * @param embed D
     */
    public record Sizes(int image, int patch, Tower vision, Tower text, int context, int vocab, int embed) {}

    public Clip(Weights weights, Sizes sizes, Precision precision) {
        this.precision = precision;
        this.vision = new VisionTower(weights, sizes.image, sizes.patch, sizes.vision, sizes.embed, precision);
        this.text = new TextTower(weights, sizes.text, sizes.context, sizes.vocab, sizes.embed, precision);
        this.logScale = weights.constant("logit_scale", Math.log(1 / 0.07));
    }

    /**
     * The symmetric cross-entropy of a batch.
     *
     * @param images float32 [B, 3, S, S]
     * @param ids int64 [B, T]
     * @param pooled int64 [B], the rows of [B T] that captions are pooled at
     */
    public Tensor loss(Tensor images, Tensor ids, Tensor pooled) {
        Tensor image;
        Tensor caption;
        try (Autocast region = precision.autocast()) {
            image = vision.apply(images);
            caption = text.apply(ids, pooled);
        }
        Tensor logits = logScale.exp().mul(image).matmul(caption.t());
        Tensor labels = torch.arange(new Scalar(logits.size(0)));
        return torch.cross_entropy_loss(logits, labels)
                .add(torch.cross_entropy_loss(logits.t(), labels))
                .mul(new Scalar(0.5));
    }

    /** Keeps the scale in its bounds, after an update. */
    public void clamp() {
        try (NoGradGuard guard = new NoGradGuard()) {
            logScale.clamp_(new ScalarOptional(new Scalar(0)), new ScalarOptional(new Scalar(LARGEST_LOG_SCALE)));
        }
    }
}
