package dev.diptych.vision.augment;

import dev.diptych.vision.augment.draw.Limits;

/**
 * Random rotation, shear and shift about the middle of the crop: torchvision's RandomAffine; the crop does its scaling.
 *
 * @param prob how often an image is turned, 0 to 1
 * @param rotate the angle is drawn from -rotate to rotate, in degrees; 0 to 180
 * @param shear the angle by which columns lean is drawn from -shear to shear, in degrees; 0 to 60
 * @param translate each shift is drawn from -translate to translate, as a share of the crop's side; 0 to 1
 */
public record Affine(float prob, float rotate, float shear, float translate) {
    public static final Affine NONE = new Affine(0, 0, 0, 0);

    public Affine {
        Limits.requireProbability("affine.prob", prob);
        Limits.requireWithin("affine.rotate", rotate, 0, 180);
        Limits.requireWithin("affine.shear", shear, 0, 60);
        Limits.requireWithin("affine.translate", translate, 0, 1);
    }
}
