package dev.diptych.contrastive.embed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.diptych.ingest.score.ScoreFileWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * What is left out is known before the samples around it are embedded, and how many those are depends on the batch size. It
 * stands at the end, so that the file does not.
 */
/** The scores of one shard: of each image with each of its captions, then the samples without a score. */
final class ScoreWriter implements PartitionSink {
    private static final String UID = "uid";

    private final ScoreFileWriter file;
    private final Map<String, String> unscored = new LinkedHashMap<>();

    ScoreWriter(ScoreFileWriter file) {
        this.file = file;
    }

    @Override
    public void add(List<PreparedRow> rows, Embedder embedder) throws IOException {
        float[] images =
                embedder.inputs(rows.stream().map(PreparedRow::requireInput).toList());
        float[] texts = embedder.texts(
                rows.stream().flatMap(row -> row.captions().stream()).toList());
        int dimensions = embedder.dimensions();
        int text = 0;
        for (int i = 0; i < rows.size(); i++) {
            PreparedRow row = rows.get(i);
            float[] scores = new float[row.captions().size()];
            for (int c = 0; c < scores.length; c++) {
                scores[c] = dot(images, i * dimensions, texts, text++ * dimensions, dimensions);
            }
            file.add(row.key(), uid(row), row.captions(), scores);
        }
    }

    @Override
    public void leaveOut(String key, String reason) {
        unscored.put(key, reason);
    }

    @Override
    public void finish() throws IOException {
        for (Map.Entry<String, String> each : unscored.entrySet()) {
            file.addUnscored(each.getKey(), each.getValue());
        }
        file.finish();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static @Nullable String uid(PreparedRow row) {
        JsonNode uid = row.fields().path(UID);
        return uid.isValueNode() && !uid.isNull() ? uid.asText() : null;
    }

    /** The cosine, since embeddings have length 1. */
    private static float dot(float[] a, int fromA, float[] b, int fromB, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (double) a[fromA + i] * b[fromB + i];
        }
        return (float) sum;
    }
}
