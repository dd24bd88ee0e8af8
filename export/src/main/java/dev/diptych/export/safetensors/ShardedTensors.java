package dev.diptych.export.safetensors;

import static dev.diptych.config.json.JsonException.Reason.MISSING;
import static dev.diptych.config.json.JsonException.Reason.UNREADABLE;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.config.Shown;
import dev.diptych.config.json.JsonDocument;
import dev.diptych.config.json.JsonException;
import dev.diptych.export.safetensors.SafetensorsException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/*
 * The index is Hugging Face's: {"metadata": {"total_size": bytes}, "weight_map": {tensor: file}}. Every tensor of the
 * index has to be in the shard that it names, and every tensor of a shard in the index, so that none is read twice or
 * passed over.
 */
/** Tensors in several safetensors files with an index. */
final class ShardedTensors implements TensorReader {
    private static final long LARGEST_INDEX = 100_000_000;

    private final Path index;
    private final Map<String, SafetensorsFile> shards = new LinkedHashMap<>();
    private final Map<String, SafetensorsFile> shardOfTensor = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private ShardedTensors(Path index) {
        this.index = index;
    }

    static ShardedTensors open(Path index) {
        ShardedTensors sharded = new ShardedTensors(index);
        try {
            sharded.open(weightMap(index));
            return sharded;
        } catch (RuntimeException e) {
            sharded.close();
            throw e;
        }
    }

    private void open(JsonNode weightMap) {
        for (Map.Entry<String, JsonNode> entry : weightMap.properties()) {
            String name = entry.getKey();
            SafetensorsFile shard = shard(name, entry.getValue());
            if (!shard.tensors().containsKey(name)) {
                throw problem(
                        index, name, "not in " + Shown.value(entry.getValue()) + ", expected it there by the index");
            }
            shardOfTensor.put(name, shard);
        }
        for (SafetensorsFile shard : shards.values()) {
            shard.tensors().forEach((name, info) -> {
                if (shardOfTensor.get(name) != shard) {
                    throw problem(
                            shard.source(),
                            name,
                            "a shard that the index does not name for it, expected "
                                    + (shardOfTensor.containsKey(name)
                                            ? Shown.value(weightMap.path(name))
                                            : "it in the index"));
                }
                tensors.put(name, info);
            });
        }
    }

    private SafetensorsFile shard(String tensor, JsonNode value) {
        String name = value.asText();
        if (!value.isTextual()
                || !name.endsWith(".safetensors")
                || name.contains("/")
                || name.contains("\\")
                || name.contains("\0")) {
            throw problem(
                    index,
                    tensor,
                    Shown.value(value) + ", expected the name of a .safetensors file in the index' folder");
        }
        SafetensorsFile open = shards.get(name);
        if (open == null) {
            Path file = index.resolveSibling(name);
            if (!Files.exists(file)) {
                throw new SafetensorsException(
                        Reason.MISSING,
                        index.toString(),
                        tensor,
                        SafetensorsException.NO_OFFSET,
                        "shard " + Shown.name(name) + " is missing, expected it beside the index");
            }
            open = SafetensorsFile.open(file);
            shards.put(name, open);
        }
        return open;
    }

    private static JsonNode weightMap(Path index) {
        try {
            JsonNode map = JsonDocument.tree(index, LARGEST_INDEX).path("weight_map");
            if (!map.isObject() || map.isEmpty()) {
                throw problem(index, "", "no weight_map, expected an object of tensors and their files");
            }
            return map;
        } catch (JsonException e) {
            if (e.getCause() instanceof IOException io && (e.reason() == MISSING || e.reason() == UNREADABLE)) {
                throw SafetensorsException.unreadable(index, "an index of shards", io);
            }
            throw new SafetensorsException(
                    Reason.INDEX, index.toString(), "", SafetensorsException.NO_OFFSET, e.problem(), e);
        }
    }

    @Override
    public Path source() {
        return index;
    }

    @Override
    public Map<String, TensorInfo> tensors() {
        return tensors;
    }

    @Override
    public float[] read(String name) {
        SafetensorsFile shard = shardOfTensor.get(name);
        if (shard == null) {
            throw problem(index, name, "missing, expected it in the index");
        }
        return shard.read(name);
    }

    @Override
    public void close() {
        shards.values().forEach(SafetensorsFile::close);
    }

    private static SafetensorsException problem(Path file, String tensor, String problem) {
        return new SafetensorsException(Reason.INDEX, file.toString(), tensor, SafetensorsException.NO_OFFSET, problem);
    }
}
