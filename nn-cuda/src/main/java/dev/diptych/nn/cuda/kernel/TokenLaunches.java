package dev.diptych.nn.cuda.kernel;

import dev.diptych.nn.op.PatchGather;
import dev.diptych.nn.op.PrependClass;
import dev.diptych.nn.op.PrependClassGrad;
import dev.diptych.nn.op.SelectRows;
import dev.diptych.nn.op.SelectRowsGrad;
import java.util.List;

/** Launches. */
final class TokenLaunches {
    private TokenLaunches() {}

    static List<Launch> patches(PatchGather op) {
        throw new UnsupportedOperationException(op.name());
    }

    static List<Launch> prependClass(PrependClass op) {
        throw new UnsupportedOperationException(op.name());
    }

    static List<Launch> prependClassGrad(PrependClassGrad op) {
        throw new UnsupportedOperationException(op.name());
    }

    static List<Launch> selectRows(SelectRows op) {
        throw new UnsupportedOperationException(op.name());
    }

    static List<Launch> selectRowsGrad(SelectRowsGrad op) {
        throw new UnsupportedOperationException(op.name());
    }
}
