package dev.diptych.export.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.file.WholeFile;
import dev.diptych.nn.tensor.BFloat16;
import dev.diptych.nn.tensor.Float16;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/*
 * The format, by safetensors' README: eight bytes of header length (little-endian), the header as JSON padded with
 * spaces to a multiple of eight, then the tensors without gaps, little-endian and row-major. Those of wider elements
 * come first, so that each is aligned to its elements.
 */
/** Writes tensors as a safetensors file, one tensor in the heap at a time. */
public final class SafetensorsWriter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CHUNK = 1 << 16; // bytes

    private final Path file;
    private final TensorValues values;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

    private SafetensorsWriter(Path file, TensorValues values) {
        this.file = file;
        this.values = values;
    }

    /**
     * Writes {@code file} as a {@link WholeFile}.
     *
     * @param tensors of type F32, F16 or BF16, names distinct; in this order but for their types
     * @param metadata texts for the header's {@code __metadata__}
     * @throws IllegalArgumentException if a value is too large for F16
     */
    public static void write(Path file, List<TensorInfo> tensors, Map<String, String> metadata, TensorValues values)
            throws IOException {
        List<TensorInfo> aligned = new ArrayList<>(tensors);
        aligned.sort(Comparator.comparingInt((TensorInfo info) -> info.type().bytes())
                .reversed());
        WholeFile.write(file, out -> {
            OutputStream buffered = new BufferedOutputStream(out, CHUNK);
            new SafetensorsWriter(file, values).write(buffered, aligned, metadata);
            buffered.flush();
        });
    }

    private void write(OutputStream out, List<TensorInfo> tensors, Map<String, String> metadata) throws IOException {
        byte[] header = header(tensors, metadata);
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array());
        out.write(header);
        for (TensorInfo tensor : tensors) {
            float[] all = values.of(tensor.name());
            if (all.length != tensor.elements()) {
                throw new IllegalArgumentException("write failed: " + file + ": tensor " + tensor.name() + ": "
                        + all.length + " values, expected " + tensor.elements() + " by its shape " + tensor.shape());
            }
            write(out, tensor, all);
        }
    }

    private static byte[] header(List<TensorInfo> tensors, Map<String, String> metadata)
            throws JsonProcessingException {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        ObjectNode texts = header.putObject("__metadata__");
        metadata.forEach(texts::put);
        long offset = 0;
        for (TensorInfo tensor : tensors) {
            if (header.has(tensor.name())) {
                throw new IllegalArgumentException("tensor " + tensor.name() + " twice, expected distinct names");
            }
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", tensor.type().name());
            ArrayNode shape = entry.putArray("shape");
            tensor.shape().forEach(shape::add);
            long end = Math.addExact(offset, tensor.bytes());
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = JSON.writeValueAsBytes(header);
        byte[] padded = new byte[(json.length + 7) / 8 * 8];
        Arrays.fill(padded, (byte) ' ');
        System.arraycopy(json, 0, padded, 0, json.length);
        return padded;
    }

    private void write(OutputStream out, TensorInfo tensor, float[] all) throws IOException {
        StoredType type = tensor.type();
        chunk.clear();
        for (float value : all) {
            if (!chunk.hasRemaining()) {
                out.write(chunk.array(), 0, chunk.position());
                chunk.clear();
            }
            if (type == StoredType.F32) {
                chunk.putFloat(value);
            } else if (type == StoredType.BF16) {
                chunk.putShort(BFloat16.of(value));
            } else if (type == StoredType.F16) {
                chunk.putShort(half(tensor, value));
            } else {
                throw new IllegalArgumentException(
                        "tensor " + tensor.name() + ": " + type + ", expected F32, F16 or BF16");
            }
        }
        out.write(chunk.array(), 0, chunk.position());
    }

    private short half(TensorInfo tensor, float value) {
        short half = Float16.of(value);
        if (Float.isInfinite(Float16.toFloat(half)) && !Float.isInfinite(value)) {
            throw new IllegalArgumentException("write failed: " + file + ": tensor " + tensor.name() + ": " + value
                    + ", expected at most " + Float16.MAX + " for float16; write bfloat16 or float32");
        }
        return half;
    }
}
