package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.op.Embedding;
import dev.diptych.nn.op.EmbeddingGrad;
import java.util.List;

/** Launches. */
final class EmbeddingLaunches {
    private EmbeddingLaunches() {}

    static List<Launch> embedding(Embedding op) {
        throw new UnsupportedOperationException(op.name());
    }

    static List<Launch> embeddingGrad(EmbeddingGrad op) {
        throw new UnsupportedOperationException(op.name());
    }
}
