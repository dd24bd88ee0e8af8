package dev.diptych.bench.torch.model;

import dev.diptych.bench.torch.runtime.Precision;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A ViT with a class token. */
public final class VisionTower {
    private final int side;
    private final int patch;
    private final int width;
    private final Precision precision;
    private final Tensor patches; // [W, 3, P, P]
    private final Tensor classToken;
    private final Tensor positions;
    private final Norm before;
    private final Tower.Stack blocks;
    private final Head head;

    /**
     * @param side of the images in pixels
     * @param patch P, of a patch
     * @param embed D
     */
    public VisionTower(Weights weights, int side, int patch, Tower tower, int embed, Precision precision) {
        if (patch < 1 || side % patch != 0) {
            throw new IllegalArgumentException(
                    "vision tower: images of " + side + ", expected a multiple of the patch's side, " + patch);
        }
        this.side = side;
        this.patch = patch;
        this.width = tower.width();
        this.precision = precision;
        double deviation = Math.pow(width, -0.5);
        int grid = side / patch;
        this.patches =
                weights.normal("visual.conv1.weight", Math.pow(3.0 * patch * patch, -0.5), width, 3, patch, patch);
        this.classToken = weights.place("visual.class_embedding", deviation, width);
        this.positions = weights.place("visual.positional_embedding", deviation, (long) grid * grid + 1, width);
        this.before = Norm.declare(weights, "visual.ln_pre", width);
        this.blocks = tower.declare(weights, "visual.transformer", false);
        this.head = Head.declare(weights, "visual.ln_post", "visual.proj", width, embed);
    }

    /** Unit embeddings, float32 [B, D], of {@code images} float32 [B, 3, S, S]. */
    public Tensor apply(Tensor images) {
        Tensor cut = cut(images);
        Tensor tokens =
                torch.cat(new TensorVector(classToken.to(cut.scalar_type()).expand(cut.size(0), 1, width), cut), 1);
        return head.apply(blocks.apply(before.apply(precision.stream(tokens.add(positions))))
                .select(1, 0));
    }

    /** Patches as rows of a product: [B, T, W]. */
    private Tensor cut(Tensor images) {
        long batch = images.size(0);
        long grid = side / patch;
        Tensor rows = images.to(patches.scalar_type())
                .view(batch, 3, grid, patch, grid, patch)
                .permute(0, 2, 4, 1, 3, 5)
                .reshape(batch, grid * grid, 3L * patch * patch);
        return torch.linear(rows, patches.view(width, -1));
    }
}
