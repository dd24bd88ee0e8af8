package dev.diptych.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.embed.file.MetadataTable;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.file.NpyWriter;
import dev.diptych.search.build.IndexJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Indexes of vectors that are made up. */
public final class TestIndex {
    private TestIndex() {}

    /** Unit vectors around a few centres, of which some are the same. @return float32 [N, D] */
    public static float[] vectors(int count, int dimensions, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count * dimensions];
        int centres = Math.max(1, count / 50);
        for (int row = 0; row < count; row++) {
            if (row > 0 && row % 7 == 0) {
                System.arraycopy(values, random.nextInt(row) * dimensions, values, row * dimensions, dimensions);
                continue;
            }
            SplittableRandom centre = new SplittableRandom(random.nextInt(centres));
            double squares = 0;
            for (int d = 0; d < dimensions; d++) {
                double value = centre.nextDouble() - 0.5 + 0.4 * (random.nextDouble() - 0.5);
                values[row * dimensions + d] = (float) value;
                squares += value * value;
            }
            for (int d = 0; d < dimensions; d++) {
                values[row * dimensions + d] /= (float) Math.sqrt(squares);
            }
        }
        return values;
    }

    /** A row of them. */
    public static float[] row(float[] values, int row, int dimensions) {
        float[] one = new float[dimensions];
        System.arraycopy(values, row * dimensions, one, 0, dimensions);
        return one;
    }

    /** Writes embeddings in two files and indexes them; row i has the key {@code key-i}, and every third a colour. */
    public static Path write(Path folder, float[] values, int dimensions) throws IOException {
        Path embeddings = embeddings(folder.resolve("embeddings-of-" + folder.getFileName()), values, dimensions);
        new IndexJob(folder, "made up", IndexJob.Options.DEFAULT, rows -> {}).embeddings(embeddings, null);
        return folder;
    }

    /** Writes embeddings in two files. */
    public static Path embeddings(Path folder, float[] values, int dimensions) throws IOException {
        int count = values.length / dimensions;
        int half = count / 2;
        for (int part = 0; part < 2; part++) {
            int from = part * half;
            int to = part == 0 ? half : count;
            try (NpyWriter vectors = new NpyWriter(
                            folder.resolve("img_emb/img_emb_" + part + ".npy"), dimensions, NpyType.FLOAT32);
                    MetadataTable table = new MetadataTable(
                            folder.resolve("metadata/metadata_" + part + ".parquet"),
                            List.of("image_path", "caption"))) {
                for (int row = from; row < to; row++) {
                    vectors.append(row(values, row, dimensions));
                    table.add(described(row));
                }
                vectors.finish();
                table.finish();
            }
        }
        return folder;
    }

    private static ObjectNode described(int row) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        fields.put("image_path", "key-" + row).put("caption", "caption \"" + row + "\", é");
        if (row % 3 == 0) {
            fields.put("colour", row % 2 == 0 ? "red" : "blue \\ \"x\"");
            fields.putArray("tags").add("third").add("row " + row);
        }
        return fields;
    }
}
