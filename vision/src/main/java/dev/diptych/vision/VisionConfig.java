package dev.diptych.vision;

/**
 * A plain vision transformer, under the names of open_clip's {@code vision_cfg}.
 *
 * @param imageSize S, the side of the input in pixels, a multiple of {@code patchSize}
 * @param patchSize P, the side of a patch
 * @param width W
 * @param layers how many blocks
 * @param headWidth columns of one attention head, a divisor of {@code width}
 * @param mlpRatio hidden width of the feed-forward half over {@code width}
 */
public record VisionConfig(int imageSize, int patchSize, int width, int layers, int headWidth, double mlpRatio) {
    public VisionConfig {
        if (imageSize < 1 || patchSize < 1 || imageSize % patchSize != 0) {
            throw new IllegalArgumentException("vision_cfg: image_size " + imageSize + ", patch_size " + patchSize
                    + ", expected a positive multiple of the patch size");
        }
        if (width < 1 || headWidth < 1 || width % headWidth != 0 || layers < 1 || !(mlpRatio > 0)) {
            throw new IllegalArgumentException("vision_cfg: width " + width + ", head_width " + headWidth + ", layers "
                    + layers + ", mlp_ratio " + mlpRatio + ", expected all positive, width a multiple of head_width");
        }
    }

    public int heads() {
        return width / headWidth;
    }

    /** Patches and the class token. */
    public int tokens() {
        int grid = imageSize / patchSize;
        return grid * grid + 1;
    }

    public int mlpWidth() {
        return (int) (width * mlpRatio);
    }
}
