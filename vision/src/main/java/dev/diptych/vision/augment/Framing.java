package dev.diptych.vision.augment;

import dev.diptych.image.RgbImage;
import dev.diptych.image.resize.ImagePart;
import dev.diptych.image.resize.Resampling;
import dev.diptych.image.resize.Resize;
import dev.diptych.vision.augment.draw.Draws;
import dev.diptych.vision.augment.draw.SampleDraws;
import dev.diptych.vision.preprocess.Preprocessing;

/**
 * Chooses which part of an image becomes the input, and how it lies there.
 *
 * <p>A plain crop is resized exactly as in preprocessing. Once the crop is turned, or leaves the image, it is sampled
 * bilinearly in one pass, from a source that was shrunk first where the pass would skip pixels.
 */
final class Framing {
    /** Source pixels per input pixel up to which bilinear sampling misses none. */
    private static final double MAX_STEP = 1.25;

    private final AugmentationConfig config;
    private final Preprocessing preprocessing;

    Framing(AugmentationConfig config, Preprocessing preprocessing) {
        this.config = config;
        this.preprocessing = preprocessing;
    }

    /** Fills {@code planes} with values in [0, 1]. */
    void apply(RgbImage image, SampleDraws draws, Planes planes) {
        int size = planes.size();
        RgbImage source = config.crops() ? image : preprocessing.fit(image);
        CropBox box = config.crops()
                ? CropBox.draw(
                        config.scale(),
                        config.ratio(),
                        source.width(),
                        source.height(),
                        draws.of(SampleDraws.Transform.CROP))
                : new CropBox(0, 0, size, size);
        boolean flip = draws.of(SampleDraws.Transform.FLIP).chance(config.hflip());
        Draws affine = draws.of(SampleDraws.Transform.AFFINE);
        boolean turned = affine.chance(config.affine().prob());
        if (!turned && box.isInside(source.width(), source.height())) {
            // It is cut first, as torchvision does: the filter sees nothing of what lies outside.
            Resize.toPlanes(
                    new ImagePart(source, box.left(), box.top(), box.width(), box.height()),
                    size,
                    size,
                    preprocessing.interpolation(),
                    flip,
                    planes.values(),
                    planes.offset());
            return;
        }
        Warp warp = Warp.ofBox(box, size);
        if (turned) {
            warp = turn(warp, affine, size);
        }
        if (flip) {
            warp = warp.afterFlip(size);
        }
        RgbImage shrunk = shrink(source, box, size);
        warp.onScaledSource((double) shrunk.width() / source.width(), (double) shrunk.height() / source.height())
                .sample(shrunk, background(draws.of(SampleDraws.Transform.BACKGROUND)), planes);
    }

    private Warp turn(Warp warp, Draws draws, int size) {
        Affine affine = config.affine();
        float rotate = draws.uniform(-affine.rotate(), affine.rotate());
        float shear = draws.uniform(-affine.shear(), affine.shear());
        float shiftX = size * draws.uniform(-affine.translate(), affine.translate());
        float shiftY = size * draws.uniform(-affine.translate(), affine.translate());
        return warp.after(rotate, shear, shiftX, shiftY, size);
    }

    private int background(Draws draws) {
        return draws.chance(config.backgroundProb()) ? draws.below(1 << 24) : config.fillColor();
    }

    private static RgbImage shrink(RgbImage source, CropBox box, int size) {
        int width = shrunkSide(source.width(), box.width(), size);
        int height = shrunkSide(source.height(), box.height(), size);
        return Resize.resize(source, width, height, Resampling.BILINEAR);
    }

    private static int shrunkSide(int side, int boxSide, int size) {
        double step = (double) boxSide / size;
        return step <= MAX_STEP ? side : Math.max(1, (int) Math.round(side / step));
    }
}
