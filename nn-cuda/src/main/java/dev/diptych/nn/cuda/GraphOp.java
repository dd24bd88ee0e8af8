package dev.diptych.nn.cuda;

import dev.diptych.nn.cuda.device.Gpu;
import dev.diptych.nn.cuda.device.Graph;
import dev.diptych.nn.engine.Op;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The first run is not captured: it loads what libraries load when they are first called, which must not happen during a
 * capture. A graph holds what the ops did when it was captured; they do something else once a parameter block has got a
 * copy in bfloat16, which the optimiser then writes too: so the version of the copies tells whether it is out of date.
 */
/** A program's ops as one graph. */
final class GraphOp implements Op {
    private final Gpu gpu;
    private final Shadows shadows;
    private final List<Op> ops;
    private @Nullable Graph graph;
    private int warmAt = -1;

    GraphOp(Gpu gpu, Shadows shadows, List<Op> ops) {
        this.gpu = gpu;
        this.shadows = shadows;
        this.ops = List.copyOf(ops);
    }

    @Override
    public void run() {
        shadows.refresh();
        if (warmAt != shadows.version()) {
            drop();
            warmAt = shadows.version();
            ops.forEach(Op::run);
            return;
        }
        Graph captured = graph;
        if (captured == null) {
            captured = gpu.capture(() -> ops.forEach(Op::run));
            graph = captured;
        }
        gpu.run(captured);
    }

    /** Forgets the graph. */
    void drop() {
        if (graph != null) {
            gpu.finish();
            graph.close();
            graph = null;
        }
    }
}
