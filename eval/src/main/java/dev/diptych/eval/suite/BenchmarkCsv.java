package dev.diptych.eval.suite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One table of many results, as {@code clip_benchmark build} makes it: a row a file, a column for each field and each metric, and
 * {@code model_fullname}; a cell is empty where the file has no such metric. There columns come in no order; here the fields come
 * first. Fields that hold others, which are Diptych's own, are left out.
 */
public final class BenchmarkCsv {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METRICS = "metrics";

    private BenchmarkCsv() {}

    /**
     * Writes the table whole or not at all.
     *
     * @param results files in CLIP_benchmark's layout
     */
    public static void write(List<Path> results, Path file) throws IOException {
        Set<String> fields = new LinkedHashSet<>();
        Set<String> metrics = new LinkedHashSet<>();
        List<Map<String, String>> rows = new ArrayList<>();
        for (Path result : results) {
            JsonNode json = JSON.readTree(Files.readAllBytes(result));
            Map<String, String> row = new LinkedHashMap<>();
            add(json.path(METRICS), row, metrics);
            add(json, row, fields);
            row.put("model_fullname", row.get("model") + " " + row.get("pretrained"));
            rows.add(row);
        }
        List<String> columns = new ArrayList<>(fields);
        columns.add("model_fullname");
        metrics.removeAll(fields);
        columns.addAll(metrics);
        StringBuilder text = new StringBuilder();
        line(text, columns);
        for (Map<String, String> row : rows) {
            line(text, columns.stream().map(name -> row.getOrDefault(name, "")).toList());
        }
        WholeFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void add(JsonNode json, Map<String, String> row, Set<String> names) {
        json.properties().forEach(field -> {
            if (field.getValue().isValueNode()) {
                row.put(field.getKey(), field.getValue().asText());
                names.add(field.getKey());
            }
        });
    }

    /** RFC 4180, with the ends of lines that Python's {@code csv} writes. */
    private static void line(StringBuilder text, List<String> cells) {
        List<String> quoted = cells.stream()
                .map(cell -> cell.matches("(?s).*[\",\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell)
                .toList();
        text.append(String.join(",", quoted)).append("\r\n");
    }
}
