package dev.diptych.vision;

import dev.diptych.nn.layer.Norm;
import dev.diptych.nn.layer.TowerLimits;
import dev.diptych.nn.op.Activation;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A vision transformer, under the names of open_clip's {@code vision_cfg}.
 *
 * @param imageSize S, the side of the input in pixels, at least {@code patchSize}; what is left when it is no multiple
 *     of that is not read
 * @param patchSize P, the side of a patch
 * @param width W
 * @param layers how many blocks
 * @param headWidth columns of one attention head, a divisor of {@code width}
 * @param mlpRatio hidden width of the feed-forward half over {@code width}
 * @param activation the feed-forward half's
 * @param normEpsilon what norms add to the variance, above 0
 * @param layerScale what each branch's column weights start from; empty for branches without
 * @param patchDropout the share of patches that a training step leaves out, in [0, 1)
 * @param normBefore whether there is a norm before the blocks
 * @param positions where position embeddings come from
 * @param pool what becomes the features
 * @param finalNormAfterPool whether the mean is normed rather than the tokens it is taken of
 * @param attentionalPool pooling by attention before {@code pool}, which then picks of its results
 */
public record VisionConfig(
        int imageSize,
        int patchSize,
        int width,
        int layers,
        int headWidth,
        double mlpRatio,
        Activation.Kind activation,
        double normEpsilon,
        OptionalDouble layerScale,
        double patchDropout,
        boolean normBefore,
        PositionKind positions,
        PoolKind pool,
        boolean finalNormAfterPool,
        Optional<AttentionalPool> attentionalPool) {
    /** What norms of SigLIP's towers add to the variance. */
    public static final double SIGLIP_EPSILON = 1e-6;

    public VisionConfig {
        if (imageSize < 1 || patchSize < 1 || imageSize < patchSize) {
            throw new IllegalArgumentException("vision_cfg: image_size " + imageSize + ", patch_size " + patchSize
                    + ", expected a patch of at least 1 pixel that fits into the image");
        }
        if (width < 1 || headWidth < 1 || width % headWidth != 0 || layers < 1 || !(mlpRatio > 0)) {
            throw new IllegalArgumentException("vision_cfg: width " + width + ", head_width " + headWidth + ", layers "
                    + layers + ", mlp_ratio " + mlpRatio + ", expected all positive, width a multiple of head_width");
        }
        TowerLimits.check("vision_cfg: image_size", imageSize, TowerLimits.IMAGE_SIZE);
        double grid = imageSize / patchSize;
        TowerLimits.check("vision_cfg: patches of patch_size " + patchSize + ":", grid * grid, TowerLimits.TOKENS);
        TowerLimits.check("vision_cfg: width", width, TowerLimits.WIDTH);
        TowerLimits.check("vision_cfg: layers", layers, TowerLimits.LAYERS);
        TowerLimits.check("vision_cfg: width times mlp_ratio", width * mlpRatio, TowerLimits.MLP_WIDTH);
        if (!(normEpsilon > 0 && normEpsilon < 1)) {
            throw new IllegalArgumentException(
                    "vision_cfg: norm_kwargs.eps " + normEpsilon + ", expected above 0 and below 1");
        }
        if (!(patchDropout >= 0 && patchDropout < 1)) {
            throw new IllegalArgumentException(
                    "vision_cfg: patch_dropout " + patchDropout + ", expected at least 0 and below 1");
        }
        if (layerScale.isPresent() && !Double.isFinite(layerScale.getAsDouble())) {
            throw new IllegalArgumentException(
                    "vision_cfg: ls_init_value " + layerScale.getAsDouble() + ", expected a finite number");
        }
        if (positions == PositionKind.SIN_COS_2D && width % 4 != 0) {
            throw new IllegalArgumentException(
                    "vision_cfg: pos_embed_type sin_cos_2d: width " + width + ", expected a multiple of 4");
        }
        if (pool == PoolKind.MAP
                && (normBefore
                        || finalNormAfterPool
                        || attentionalPool.isPresent()
                        || positions != PositionKind.LEARNABLE)) {
            throw new IllegalArgumentException("vision_cfg: pool_type map with a norm before the blocks,"
                    + " final_ln_after_pool, attentional_pool or pos_embed_type sin_cos_2d, expected none of them");
        }
        if (pool == PoolKind.AVG
                && attentionalPool.isPresent()
                && attentionalPool.get().queries() < 2) {
            throw new IllegalArgumentException(
                    "vision_cfg: attn_pooler_queries 1 with pool_type avg, expected at least 2");
        }
    }

    /** CLIP's tower: GELU, learnt positions, a norm before the blocks, pooled at the class token. */
    public VisionConfig(int imageSize, int patchSize, int width, int layers, int headWidth, double mlpRatio) {
        this(
                imageSize,
                patchSize,
                width,
                layers,
                headWidth,
                mlpRatio,
                Activation.Kind.GELU,
                Norm.EPSILON,
                OptionalDouble.empty(),
                0,
                true,
                PositionKind.LEARNABLE,
                PoolKind.TOK,
                false,
                Optional.empty());
    }

    /** SigLIP's tower: no class token, multi-head attention pooling. */
    public static VisionConfig siglip(
            int imageSize,
            int patchSize,
            int width,
            int layers,
            int headWidth,
            double mlpRatio,
            Activation.Kind activation) {
        return new VisionConfig(
                imageSize,
                patchSize,
                width,
                layers,
                headWidth,
                mlpRatio,
                activation,
                SIGLIP_EPSILON,
                OptionalDouble.empty(),
                0,
                false,
                PositionKind.LEARNABLE,
                PoolKind.MAP,
                false,
                Optional.empty());
    }

    /** The same tower with another activation. */
    public VisionConfig withActivation(Activation.Kind kind) {
        return with(kind, patchDropout);
    }

    /** The same tower, trained on other shares of the patches. */
    public VisionConfig withPatchDropout(double share) {
        return with(activation, share);
    }

    private VisionConfig with(Activation.Kind kind, double share) {
        return new VisionConfig(
                imageSize,
                patchSize,
                width,
                layers,
                headWidth,
                mlpRatio,
                kind,
                normEpsilon,
                layerScale,
                share,
                normBefore,
                positions,
                pool,
                finalNormAfterPool,
                attentionalPool);
    }

    /** The same tower for images of another side in pixels. */
    public VisionConfig withImageSize(int size) {
        return new VisionConfig(
                size,
                patchSize,
                width,
                layers,
                headWidth,
                mlpRatio,
                activation,
                normEpsilon,
                layerScale,
                patchDropout,
                normBefore,
                positions,
                pool,
                finalNormAfterPool,
                attentionalPool);
    }

    public int heads() {
        return width / headWidth;
    }

    /** Patches along one side of the image. */
    public int grid() {
        return imageSize / patchSize;
    }

    public int patches() {
        return grid() * grid();
    }

    /** Whether a class token goes before the patches. */
    public boolean classToken() {
        return pool != PoolKind.MAP;
    }

    /** Patches, and the class token where there is one. */
    public int tokens() {
        return patches() + (classToken() ? 1 : 0);
    }

    public int mlpWidth() {
        return (int) (width * mlpRatio);
    }
}
