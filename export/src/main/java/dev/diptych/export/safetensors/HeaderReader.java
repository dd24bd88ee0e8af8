package dev.diptych.export.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.diptych.config.Shown;
import dev.diptych.config.json.JsonProblem;
import dev.diptych.export.safetensors.SafetensorsException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/*
 * The rules are those of safetensors' README and of its own reader: the header is a JSON object in UTF-8 that starts with
 * '{' and is padded with spaces; each tensor has dtype, shape and data_offsets; sorted by their offsets the tensors cover
 * the data from its first byte to its last, without a hole or an overlap.
 */
/** Reads and checks the header of a safetensors file. */
final class HeaderReader {
    private static final String METADATA = "__metadata__";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String source;
    private final byte[] header;
    private final long dataLength;
    private final List<Entry> entries = new ArrayList<>();

    /** A tensor and its bytes, from the first of the data on. */
    record Entry(TensorInfo info, long begin, long end) {}

    private HeaderReader(String source, byte[] header, long dataLength) {
        this.source = source;
        this.header = header;
        this.dataLength = dataLength;
    }

    /**
     * Reads a header.
     *
     * @param dataLength bytes of the file after the header
     * @return the tensors by name, in the order of their data
     */
    static Map<String, Entry> read(String source, byte[] header, long dataLength) {
        return new HeaderReader(source, header, dataLength).read();
    }

    private Map<String, Entry> read() {
        if (header[0] != '{') {
            throw problem("header starts with " + hex(header[0]) + ", expected '{'");
        }
        try (JsonParser parser = JSON.createParser(
                new InputStreamReader(new ByteArrayInputStream(header), StandardCharsets.UTF_8.newDecoder()))) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                JsonNode value = JSON.readTree(parser);
                if (name.equals(METADATA)) {
                    checkMetadata(value);
                } else {
                    entries.add(entry(name, value));
                }
            }
            checkPadding();
            if (parser.nextToken() != null) {
                throw problem("header goes on after its object, expected spaces");
            }
        } catch (JsonProcessingException e) {
            throw new SafetensorsException(
                    Reason.HEADER,
                    source,
                    "",
                    Long.BYTES,
                    "header: " + JsonProblem.said(e) + ", expected a JSON object of tensors",
                    e);
        } catch (CharacterCodingException e) {
            throw new SafetensorsException(
                    Reason.HEADER, source, "", Long.BYTES, "header: bytes that are no text, expected UTF-8", e);
        } catch (IOException e) {
            throw new IllegalStateException("reading a header from memory failed", e);
        }
        return inOrderOfData();
    }

    private void checkMetadata(JsonNode metadata) {
        if (!metadata.isObject()) {
            throw new SafetensorsException(
                    Reason.METADATA,
                    source,
                    "",
                    Long.BYTES,
                    METADATA + ": " + Shown.value(metadata) + ", expected an object");
        }
        for (Map.Entry<String, JsonNode> entry : metadata.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new SafetensorsException(
                        Reason.METADATA,
                        source,
                        "",
                        Long.BYTES,
                        METADATA + "." + Shown.name(entry.getKey()) + ": " + Shown.value(entry.getValue())
                                + ", expected a string");
            }
        }
    }

    /** JSON allows tabs and line ends there too; the format does not. */
    private void checkPadding() {
        int last = header.length - 1;
        while (last > 0 && header[last] == ' ') {
            last--;
        }
        if (header[last] != '}') {
            throw problem("header is padded with " + hex(header[last]) + ", expected spaces (0x20) after '}'");
        }
    }

    private Entry entry(String name, JsonNode value) {
        StoredType type = type(name, value.path("dtype"));
        List<Integer> shape = shape(name, value.path("shape"));
        JsonNode offsets = value.path("data_offsets");
        if (!offsets.isArray() || offsets.size() != 2 || !isCount(offsets.path(0)) || !isCount(offsets.path(1))) {
            throw problem(
                    Reason.OFFSETS,
                    name,
                    "data_offsets " + Shown.value(offsets) + ", expected two whole numbers from 0 on");
        }
        long begin = offsets.path(0).longValue();
        long end = offsets.path(1).longValue();
        TensorInfo info = new TensorInfo(name, type, shape);
        long bytes;
        try {
            bytes = info.bytes();
        } catch (ArithmeticException e) {
            throw new SafetensorsException(
                    Reason.SHAPE,
                    source,
                    name,
                    Long.BYTES,
                    "shape " + Shown.value(value.path("shape")) + " of " + type + ", expected fewer than 2^63 bytes",
                    e);
        }
        if (end < begin || end - begin != bytes) {
            throw problem(
                    Reason.OFFSETS,
                    name,
                    "data_offsets " + begin + " to " + end + ", expected " + bytes + " bytes by its shape " + shape
                            + " of " + type);
        }
        return new Entry(info, begin, end);
    }

    private StoredType type(String name, JsonNode dtype) {
        for (StoredType type : StoredType.values()) {
            if (type.name().equals(dtype.textValue())) {
                return type;
            }
        }
        throw problem(
                Reason.DTYPE,
                name,
                "dtype " + Shown.value(dtype) + ", expected one of " + Arrays.toString(StoredType.values()));
    }

    private List<Integer> shape(String name, JsonNode sizes) {
        List<Integer> shape = new ArrayList<>();
        for (JsonNode size : sizes) {
            if (!isCount(size) || !size.canConvertToInt()) {
                break;
            }
            shape.add(size.intValue());
        }
        if (!sizes.isArray() || shape.size() != sizes.size()) {
            throw problem(
                    Reason.SHAPE,
                    name,
                    "shape " + Shown.value(sizes) + ", expected a list of sizes from 0 to 2^31 - 1");
        }
        return shape;
    }

    private static boolean isCount(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
    }

    private Map<String, Entry> inOrderOfData() {
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        Map<String, Entry> ordered = new LinkedHashMap<>();
        long covered = 0;
        for (Entry entry : entries) {
            if (entry.begin != covered) {
                throw new SafetensorsException(
                        Reason.OFFSETS,
                        source,
                        entry.info.name(),
                        Long.BYTES + header.length + entry.begin,
                        "data_offsets start at " + entry.begin + ", expected " + covered
                                + (entry.begin < covered ? ": it overlaps the tensor before" : ": there is a hole"));
            }
            if (entry.end > dataLength) {
                throw new SafetensorsException(
                        Reason.OFFSETS,
                        source,
                        entry.info.name(),
                        Long.BYTES + header.length + entry.begin,
                        "data_offsets end at " + entry.end + ", expected at most " + dataLength
                                + ", the bytes of data in the file; it may be cut short");
            }
            ordered.put(entry.info.name(), entry);
            covered = entry.end;
        }
        if (covered != dataLength) {
            throw new SafetensorsException(
                    Reason.OFFSETS,
                    source,
                    "",
                    Long.BYTES + header.length + covered,
                    (dataLength - covered) + " bytes after the last tensor, expected none");
        }
        return ordered;
    }

    private SafetensorsException problem(String problem) {
        return problem(Reason.HEADER, "", problem);
    }

    private SafetensorsException problem(Reason reason, String tensor, String problem) {
        return new SafetensorsException(reason, source, tensor, Long.BYTES, problem);
    }

    private static String hex(byte octet) {
        return String.format(Locale.ROOT, "0x%02x", octet & 0xFF);
    }
}
