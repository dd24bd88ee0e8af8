package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.op.Attention;
import dev.diptych.nn.op.AttentionGrad;
import java.util.List;

/** Launches. */
final class AttentionLaunches {
    private AttentionLaunches() {}

    static List<Launch> attention(Attention op, Target target) {
        throw new UnsupportedOperationException(op.name());
    }

    static List<Launch> attentionGrad(AttentionGrad op, Target target) {
        throw new UnsupportedOperationException(op.name());
    }
}
