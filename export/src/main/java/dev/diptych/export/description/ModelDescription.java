package dev.diptych.export.description;

import dev.diptych.export.model.ModelConfig;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.vision.preprocess.CropStart;
import dev.diptych.vision.preprocess.Preprocessing;
import java.util.Optional;

/**
 * What a model is and what its images need.
 *
 * @param preprocessing whose size is the model's image size
 */
public record ModelDescription(ModelConfig config, ModelFamily family, Preprocessing preprocessing) {
    public ModelDescription {
        if (preprocessing.size() != config.vision().imageSize()) {
            throw new IllegalArgumentException("model: images of " + preprocessing.size() + " pixels, expected "
                    + config.vision().imageSize() + " as its image_size says");
        }
    }

    /** The same model for images of another side in pixels. */
    public ModelDescription withImageSize(int size) {
        return new ModelDescription(config.withImageSize(size), family, preprocessing.withSize(size));
    }

    /** The same model with images cropped as the library of a format does. */
    public ModelDescription croppedAs(FolderFormat format) {
        return new ModelDescription(
                config, family, preprocessing.withCropStart(format.cropStart(preprocessing.resizeMode())));
    }

    /** Says what {@link #croppedAs} changes, if anything. */
    public Optional<String> cropChange(FolderFormat format) {
        CropStart from = preprocessing.cropStart();
        CropStart to = format.cropStart(preprocessing.resizeMode());
        return from == to
                ? Optional.empty()
                : Optional.of("where half a pixel is left over, the middle of an image begins at " + to.label()
                        + ", not at " + from.label() + " as the model's own; every second odd margin moves by a pixel");
    }
}
