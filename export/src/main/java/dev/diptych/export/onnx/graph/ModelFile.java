package dev.diptych.export.onnx.graph;

import dev.diptych.export.onnx.wire.Message;
import dev.diptych.file.WholeFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/*
 * A message of protocol buffers ends at 2 GiB. The constants of larger models lie in a file beside (ONNX's "external data"), each
 * from a multiple of 4096 on, so that it can be mapped into memory.
 */
/** Writes a graph as a file, one tensor in the heap at a time. */
public final class ModelFile {
    /** What the name of the file of constants has after that of the model, as transformers.js asks for it. */
    public static final String DATA = "_data";

    /** Bytes of constants from which they lie in a file of their own. */
    public static final long EXTERNAL_FROM = 1L << 30;

    private static final int IR_VERSION = 8; // of opset 17's time
    private static final int ALIGNMENT = 4096;
    private static final int SMALL = 1024; // bytes of constants that stay in the model's file
    private static final int BUFFER = 1 << 16;

    private ModelFile() {}

    /**
     * Writes {@code file} as a {@link WholeFile}, and its constants beside it where they take {@code externalFrom} bytes or more.
     *
     * @return whether there is a file of constants
     */
    public static boolean write(Path file, Graph graph, long externalFrom) throws IOException {
        List<Initializer> all = graph.initializers();
        boolean external = all.stream().mapToLong(each -> each.data().size()).sum() >= externalFrom;
        Path data = file.resolveSibling(file.getFileName() + DATA);
        List<Message> constants = new ArrayList<>();
        List<Initializer> apart = new ArrayList<>();
        long end = 0;
        for (Initializer each : all) {
            if (external && each.data().size() >= SMALL) {
                long offset = aligned(end);
                constants.add(each.message(String.valueOf(data.getFileName()), offset));
                apart.add(each);
                end = offset + each.data().size();
            } else {
                constants.add(each.message());
            }
        }
        if (external) {
            WholeFile.write(data, out -> writeApart(out, apart));
        }
        Message model = model(graph, constants);
        WholeFile.write(file, out -> {
            OutputStream buffered = new BufferedOutputStream(out, BUFFER);
            model.writeTo(buffered);
            buffered.flush();
        });
        return external;
    }

    private static void writeApart(OutputStream out, List<Initializer> apart) throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, BUFFER);
        long end = 0;
        for (Initializer each : apart) {
            buffered.write(new byte[(int) (aligned(end) - end)]);
            each.data().writeTo(buffered);
            end = aligned(end) + each.data().size();
        }
        buffered.flush();
    }

    private static long aligned(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** {@code ModelProto}. */
    private static Message model(Graph graph, List<Message> constants) {
        return new Message()
                .number(1, IR_VERSION)
                .text(2, "diptych")
                .part(7, graph.message(constants))
                .part(8, new Message().text(1, "").number(2, graph.opset()));
    }
}
