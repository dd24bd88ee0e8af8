package dev.diptych.vision.augment;

import dev.diptych.image.RgbImage;
import dev.diptych.vision.augment.draw.SampleDraws;
import dev.diptych.vision.augment.draw.SampleDraws.Transform;
import dev.diptych.vision.preprocess.Preprocessing;

/**
 * Turns images into model input for training, differently in every epoch.
 *
 * <p>What is drawn depends on the seed, the epoch and the sample alone: not on the thread, nor on other samples. Immutable;
 * any number of threads may share one.
 */
public final class Augmentation {
    private final AugmentationConfig config;
    private final Preprocessing preprocessing;
    private final Framing framing;

    /**
     * An augmentation that ends in the same shape and normalisation as {@code preprocessing}.
     *
     * @param preprocessing the model's; its resize mode matters only where {@code config} does not crop
     */
    public Augmentation(AugmentationConfig config, Preprocessing preprocessing) {
        this.config = config;
        this.preprocessing = preprocessing;
        this.framing = new Framing(config, preprocessing);
    }

    /**
     * Augments and normalises one image.
     *
     * @param seed the run's
     * @param epoch counts passes over the data
     * @param sampleIndex the sample's number in the data set, the same in every epoch
     * @param out receives float32 [3, size, size], (x/255 - mean) / std, from {@code offset} on
     */
    public void apply(RgbImage image, long seed, long epoch, long sampleIndex, float[] out, int offset) {
        SampleDraws draws = new SampleDraws(seed, epoch, sampleIndex);
        Planes planes = new Planes(out, offset, preprocessing.size());
        framing.apply(image, draws, planes);
        config.colorJitter().apply(planes, draws.of(Transform.COLOR_JITTER));
        if (draws.of(Transform.GRAY_SCALE).chance(config.grayScaleProb())) {
            ColorJitter.grayScale(planes);
        }
        if (draws.of(Transform.INVERT).chance(config.invertProb())) {
            invert(planes);
        }
        config.shading().apply(planes, draws.of(Transform.SHADING));
        config.blur().apply(planes, draws.of(Transform.BLUR));
        normalize(planes);
        config.erasing().apply(planes, draws.of(Transform.ERASING));
    }

    private static void invert(Planes planes) {
        float[] values = planes.values();
        for (int i = planes.offset(); i < planes.end(); i++) {
            values[i] = 1 - values[i];
        }
    }

    private void normalize(Planes planes) {
        float[] values = planes.values();
        for (int c = 0; c < RgbImage.CHANNELS; c++) {
            float mean = preprocessing.mean().get(c);
            float std = preprocessing.std().get(c);
            int start = planes.offset() + c * planes.area();
            for (int i = start; i < start + planes.area(); i++) {
                values[i] = (values[i] - mean) / std;
            }
        }
    }
}
