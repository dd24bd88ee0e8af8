package dev.diptych.export.model;

/** How a model's scores of pairs become probabilities, with what the learnt temperature starts from. */
public enum ModelFamily {
    /** A softmax over the captions of an image, and over the images of a caption (Radford et al. 2021). */
    CLIP(Math.log(1 / 0.07)),
    /** A sigmoid of each pair's score, with a learnt bias (Zhai et al. 2023). */
    SIGLIP(Math.log(10));

    /** Where SigLIP's learnt bias starts. */
    public static final double SIGLIP_BIAS = -10;

    private final double initialLogScale;

    ModelFamily(double initialLogScale) {
        this.initialLogScale = initialLogScale;
    }

    public double initialLogScale() {
        return initialLogScale;
    }
}
