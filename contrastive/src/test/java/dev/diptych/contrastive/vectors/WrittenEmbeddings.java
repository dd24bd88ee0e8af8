package dev.diptych.contrastive.vectors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.embed.file.EmbeddingFolder;
import dev.diptych.contrastive.embed.file.MetadataTable;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.file.NpyWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Embeddings as {@code diptych embed} writes them, in two partitions. */
final class WrittenEmbeddings {
    static final int DIMENSIONS = 16;

    /** Text that formats must escape. */
    static final String ODD = "tab\tline\nreturn\rback\\slash \"quote\" {a,b} \\N \\. 'it' \u00e9 \ud83d\ude00 \u0001";

    private static final ObjectMapper JSON = new ObjectMapper();

    private WrittenEmbeddings() {}

    /** Vectors of length 1, a row each, the same for a seed. */
    static float[][] vectors(int rows, long seed) {
        Random random = new Random(seed);
        float[][] vectors = new float[rows][];
        for (int i = 0; i < rows; i++) {
            float[] vector = new float[DIMENSIONS];
            for (int j = 0; j < DIMENSIONS; j++) {
                vector[j] = (float) random.nextGaussian();
            }
            vectors[i] = UnitVectors.of(vector, DIMENSIONS);
        }
        return vectors;
    }

    /** Writes images, and captions where there are any; the last third of the rows into a partition of its own. */
    static void write(Path folder, NpyType type, float[][] images, float[][] texts) throws IOException {
        int split = images.length - images.length / 3;
        EmbeddingFolder files = new EmbeddingFolder(folder, 2, true, texts.length > 0, EmbeddingFolder.METADATA);
        files.create();
        for (int part = 0; part < 2; part++) {
            int from = part == 0 ? 0 : split;
            int to = part == 0 ? split : images.length;
            matrix(files.imageFile(part), type, images, from, to);
            if (texts.length > 0) {
                matrix(files.textFile(part), type, texts, from, to);
            }
            try (MetadataTable table = new MetadataTable(files.metadataFile(part), List.of("image_path", "caption"))) {
                for (int i = from; i < to; i++) {
                    table.add(fields(i));
                }
                table.finish();
            }
        }
    }

    static void matrix(Path file, NpyType type, float[][] rows, int from, int to) throws IOException {
        try (NpyWriter writer = new NpyWriter(file, rows[0].length, type)) {
            for (int i = from; i < to; i++) {
                writer.append(rows[i]);
            }
            writer.finish();
        }
    }

    /** The metadata of a row: all kinds, nulls, and names that clash. */
    private static ObjectNode fields(int row) {
        ObjectNode fields = JSON.createObjectNode();
        fields.put("image_path", "pictures/" + row + ".jpg");
        if (row != 1) {
            fields.put("caption", row == 0 ? ODD : "a picture of " + row);
        }
        fields.put("width", row * 1_000_000_007L);
        fields.put("score", row % 2 == 0 ? row / 7.0 : row);
        fields.put("safe", row % 2 == 0);
        fields.putArray("tags").add("one, \"two\"").add(row == 0 ? ODD : "three");
        fields.put("exif.Make", "dot");
        fields.put("exif_Make", "underscore");
        fields.put("_id", "hidden");
        fields.put("id", "taken");
        fields.put("9lives", "digit");
        fields.put("ctid", "system");
        return fields;
    }
}
