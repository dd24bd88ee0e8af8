package dev.diptych.contrastive.pretrained;

import dev.diptych.contrastive.model.LossKind;
import dev.diptych.contrastive.model.ModelConfig;
import dev.diptych.vision.preprocess.Preprocessing;

/**
 * What a model is and what its images need.
 *
 * @param preprocessing whose size is the model's image size
 */
public record ModelDescription(ModelConfig config, LossKind loss, Preprocessing preprocessing) {
    public ModelDescription {
        if (preprocessing.size() != config.vision().imageSize()) {
            throw new IllegalArgumentException("model: images of " + preprocessing.size() + " pixels, expected "
                    + config.vision().imageSize() + " as its image_size says");
        }
    }

    /** The same model for images of another side in pixels. */
    public ModelDescription withImageSize(int size) {
        return new ModelDescription(
                config.withImageSize(size),
                loss,
                new Preprocessing(
                        size,
                        preprocessing.mean(),
                        preprocessing.std(),
                        preprocessing.interpolation(),
                        preprocessing.resizeMode(),
                        preprocessing.fillColor()));
    }
}
