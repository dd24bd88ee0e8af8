package dev.diptych.bench.torch.model;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The blocks of a tower.
 *
 * @param width W, a multiple of 64, the width of a head
 * @param layers blocks
 */
public record Tower(int width, int layers) {
    private static final int HEAD = 64;

    public Tower {
        if (width < HEAD || width % HEAD != 0 || layers < 1) {
            throw new IllegalArgumentException("tower: width " + width + ", layers " + layers
                    + ", expected a multiple of " + HEAD + " and at least 1");
        }
    }

    Stack declare(Weights weights, String name, boolean causal) {
        return new Stack(IntStream.range(0, layers)
                .mapToObj(i -> Block.declare(weights, name + ".resblocks." + i, width, layers, causal))
                .toList());
    }

    /** Blocks one after the other. */
    record Stack(List<Block> blocks) {
        /** For {@code x} [B, T, W]. */
        Tensor apply(Tensor x) {
            Tensor stream = x;
            for (Block block : blocks) {
                stream = block.apply(stream);
            }
            return stream;
        }
    }
}
