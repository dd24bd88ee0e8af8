package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.cudart.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL;
import static org.bytedeco.cuda.global.cudart.cuGraphDestroy;
import static org.bytedeco.cuda.global.cudart.cuGraphExecDestroy;
import static org.bytedeco.cuda.global.cudart.cuGraphInstantiate;
import static org.bytedeco.cuda.global.cudart.cuGraphLaunch;
import static org.bytedeco.cuda.global.cudart.cuStreamBeginCapture;
import static org.bytedeco.cuda.global.cudart.cuStreamEndCapture;

import dev.diptych.nn.cuda.device.Graph;
import java.util.Set;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;

/** What was put on a stream, instantiated to be launched as a whole. */
final class CapturedGraph implements Graph {
    private final CUgraphExec_st instance = new CUgraphExec_st();

    private final Set<CapturedGraph> open;

    /**
     * @param work puts work on {@code stream}; whatever it throws ends the capture
     * @param open takes this graph in until it is closed
     */
    CapturedGraph(CUstream_st stream, Runnable work, Set<CapturedGraph> open) {
        this.open = open;
        CUgraph_st graph = captured(stream, work);
        try {
            Check.driver("instantiate graph", cuGraphInstantiate(instance, graph, 0));
            open.add(this);
        } finally {
            cuGraphDestroy(graph); // an error of the work before it is told by the next call that is checked
        }
    }

    private static CUgraph_st captured(CUstream_st stream, Runnable work) {
        CUgraph_st graph = new CUgraph_st();
        Check.driver("begin capture", cuStreamBeginCapture(stream, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
        boolean done = false;
        try {
            work.run();
            done = true;
        } finally {
            int status = cuStreamEndCapture(stream, graph);
            if (done) {
                Check.driver("end capture", status);
            } else if (!graph.isNull()) { // of what was put there before the work threw
                cuGraphDestroy(graph);
            }
        }
        return graph;
    }

    void launch(CUstream_st stream) {
        Check.driver("launch graph", cuGraphLaunch(instance, stream));
    }

    @Override
    public void close() {
        if (open.remove(this)) {
            Check.driver("destroy graph instance", cuGraphExecDestroy(instance));
        }
    }
}
