package dev.diptych.export.safetensors;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes tensors as one safetensors file, or as several with an index where they are larger than a limit. */
public final class ShardWriter {
    /** Hugging Face's default: 5 GB. */
    public static final long DEFAULT_LIMIT = 5_000_000_000L;

    private ShardWriter() {}

    /**
     * Writes {@code STEM.safetensors}, or {@code STEM-00001-of-0000N.safetensors} and {@code STEM.safetensors.index.json}.
     *
     * @param limit bytes of tensors that a file may hold, at least 1; a larger tensor gets a file of its own
     */
    public static void write(
            Path folder,
            String stem,
            List<TensorInfo> tensors,
            Map<String, String> metadata,
            long limit,
            TensorValues values)
            throws IOException {
        List<List<TensorInfo>> shards = split(tensors, limit);
        if (shards.size() == 1) {
            SafetensorsWriter.write(folder.resolve(stem + ".safetensors"), tensors, metadata, values);
            return;
        }
        ObjectNode index = JsonNodeFactory.instance.objectNode();
        index.putObject("metadata")
                .put("total_size", tensors.stream().mapToLong(TensorInfo::bytes).sum());
        ObjectNode map = index.putObject("weight_map");
        for (int i = 0; i < shards.size(); i++) {
            String name = String.format(Locale.ROOT, "%s-%05d-of-%05d.safetensors", stem, i + 1, shards.size());
            SafetensorsWriter.write(folder.resolve(name), shards.get(i), metadata, values);
            shards.get(i).forEach(info -> map.put(info.name(), name));
        }
        String text = index.toPrettyString() + "\n";
        WholeFile.write(
                folder.resolve(stem + ".safetensors" + TensorReader.INDEX_SUFFIX),
                text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<List<TensorInfo>> split(List<TensorInfo> tensors, long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("shards: limit of " + limit + " bytes, expected at least 1");
        }
        List<List<TensorInfo>> shards = new ArrayList<>();
        List<TensorInfo> shard = new ArrayList<>();
        long bytes = 0;
        for (TensorInfo tensor : tensors) {
            if (!shard.isEmpty() && bytes + tensor.bytes() > limit) {
                shards.add(shard);
                shard = new ArrayList<>();
                bytes = 0;
            }
            shard.add(tensor);
            bytes += tensor.bytes();
        }
        shards.add(shard);
        return shards;
    }
}
