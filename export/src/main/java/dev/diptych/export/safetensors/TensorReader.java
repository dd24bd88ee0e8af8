package dev.diptych.export.safetensors;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.Map;

/** Named tensors in files, each read when it is asked for. */
public sealed interface TensorReader extends Closeable permits SafetensorsFile, ShardedTensors, UnwrappedTensors {
    /** What an index of shards is called: {@code X.safetensors.index.json} for {@code X.safetensors}. */
    String INDEX_SUFFIX = ".index.json";

    /**
     * Opens a file, or the shards of an index. The prefix of a wrapper ({@code module.}, {@code _orig_mod.}, {@code model.}, {@code clip.},
     * or several) that stands before all names is left out.
     *
     * @throws SafetensorsException if it cannot be read or breaks the format
     */
    static TensorReader open(Path file) {
        return UnwrappedTensors.of(
                file.toString().endsWith(INDEX_SUFFIX) ? ShardedTensors.open(file) : SafetensorsFile.open(file));
    }

    /** The file, or the index. */
    Path source();

    /** The tensors by name, in the order of their data. */
    Map<String, TensorInfo> tensors();

    /**
     * Reads a tensor as float32, which is exact: its type is one of F32, F16 and BF16.
     *
     * @return row-major
     * @throws SafetensorsException if there is none of this name, or it is of another type or too large for an array
     */
    float[] read(String name);

    @Override
    void close();
}
