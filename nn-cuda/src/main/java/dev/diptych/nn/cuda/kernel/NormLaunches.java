package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.op.L2Normalize;
import dev.diptych.nn.op.L2NormalizeGrad;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.LayerNormGrad;
import java.util.List;

/** Launches. */
final class NormLaunches {
    private NormLaunches() {}

    static List<Launch> layerNorm(LayerNorm op) {
        throw new UnsupportedOperationException(op.name());
    }

    static List<Launch> layerNormGrad(LayerNormGrad op) {
        throw new UnsupportedOperationException(op.name());
    }

    static List<Launch> normalize(L2Normalize op) {
        throw new UnsupportedOperationException(op.name());
    }

    static List<Launch> normalizeGrad(L2NormalizeGrad op) {
        throw new UnsupportedOperationException(op.name());
    }
}
