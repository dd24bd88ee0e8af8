package dev.diptych.contrastive.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Reads float32 tensors from a safetensors file, whose header is checked as the format's own reader does. */
final class SafetensorsReader {
    private static final long LARGEST_HEADER = 100_000_000; // safetensors' own limit
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;

    private SafetensorsReader(Path file) {
        this.file = file;
    }

    /** Reads every tensor, in the order of their data. */
    static Map<String, NamedTensor> read(Path file) {
        return new SafetensorsReader(file).read();
    }

    private Map<String, NamedTensor> read() {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size < Long.BYTES) {
                throw problem(size + " bytes", "at least 8 for the header's length");
            }
            long length = bytes(channel, 0, Long.BYTES).getLong();
            if (length < 2 || length > LARGEST_HEADER || length > size - Long.BYTES) {
                throw problem(
                        "header length " + length, "2 to " + Math.min(LARGEST_HEADER, size - Long.BYTES) + " bytes");
            }
            JsonNode header = header(bytes(channel, Long.BYTES, (int) length));
            return tensors(channel, header, Long.BYTES + length);
        } catch (NoSuchFileException e) {
            throw new CheckpointException("read failed: " + file + ": no such file, expected a safetensors file", e);
        } catch (IOException e) {
            throw new CheckpointException(
                    "read failed: " + file + ": " + e.getMessage() + ", expected a readable file", e);
        }
    }

    private JsonNode header(ByteBuffer bytes) {
        try {
            JsonNode header = JSON.readTree(StandardCharsets.UTF_8.decode(bytes).toString());
            if (header.isObject()) {
                return header;
            }
            throw problem("header is no object", "a JSON object of tensors");
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    "read failed: " + file + ": header: " + e.getOriginalMessage() + ", expected JSON", e);
        }
    }

    private Map<String, NamedTensor> tensors(FileChannel channel, JsonNode header, long start) throws IOException {
        Map<Long, Map.Entry<String, JsonNode>> byOffset = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                long from = entry.getValue().path("data_offsets").path(0).asLong(-1);
                if (from < 0 || byOffset.put(from, entry) != null) {
                    throw problem(entry.getKey() + " starts at " + from, "an offset of its own");
                }
            }
        }
        Map<String, NamedTensor> tensors = new LinkedHashMap<>();
        long offset = 0;
        for (Map.Entry<String, JsonNode> entry : byOffset.values()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            if (!value.path("dtype").asText().equals("F32")) {
                throw problem(name + " has dtype " + value.path("dtype"), "\"F32\"");
            }
            int[] shape = shape(name, value.path("shape"));
            long bytes = Float.BYTES;
            for (int size : shape) {
                bytes = Math.multiplyExact(bytes, size);
            }
            long from = value.path("data_offsets").path(0).asLong();
            long to = value.path("data_offsets").path(1).asLong(-1);
            if (from != offset || to != from + bytes || bytes > Integer.MAX_VALUE) {
                throw problem(
                        name + " lies at " + from + " to " + to, offset + " to " + (offset + bytes) + " by its shape");
            }
            float[] values = new float[(int) (bytes / Float.BYTES)];
            bytes(channel, start + from, (int) bytes).asFloatBuffer().get(values);
            tensors.put(name, new NamedTensor(name, shape, values));
            offset = to;
        }
        if (start + offset != channel.size()) {
            throw problem(channel.size() + " bytes", (start + offset) + " by its header");
        }
        return tensors;
    }

    private int[] shape(String name, JsonNode sizes) {
        int[] shape = new int[sizes.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = sizes.path(i).asInt(-1);
            if (shape[i] < 0) {
                throw problem(name + " has shape " + sizes, "sizes of at least 0");
            }
        }
        return shape;
    }

    private ByteBuffer bytes(FileChannel channel, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw problem("ends at " + channel.size(), "at least " + (position + count) + " bytes");
            }
        }
        return buffer.flip();
    }

    private CheckpointException problem(String actual, String expected) {
        return new CheckpointException("read failed: " + file + ": " + actual + ", expected " + expected);
    }
}
