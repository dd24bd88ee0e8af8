package dev.diptych.ingest.score;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.parquet.ParquetTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The scores of a shard's samples, a Parquet file with a row for each of them. {@code docs/curation.md} describes its columns;
 * of the files of other programs {@link #KEY} and one column of scores are enough.
 */
public final class ScoreFile {
    /** The folder of the score files, beside the shards. */
    public static final String FOLDER = "scores";

    /** What a score file's name ends in. */
    public static final String EXTENSION = ".parquet";

    public static final String KEY = "key";

    /** The column that is read where no other is asked for. */
    public static final String SCORE = "similarity_score";

    static final String UID = "uid";
    static final String CAPTION = "caption";
    static final String SCORES = "similarity_scores";
    static final String ERROR = "error_message";

    private ScoreFile() {}

    /** Returns where in a folder the scores of a shard are: {@code 00000.parquet} for {@code 00000.tar} and its likes. */
    public static Path of(Path folder, Path shard) {
        String name = shard.getFileName().toString();
        int dot = name.indexOf('.', 1);
        return folder.resolve((dot < 0 ? name : name.substring(0, dot)) + EXTENSION);
    }

    /**
     * Reads the rows.
     *
     * @param column of the scores
     * @throws IngestException if there is no such file, it is damaged, or lacks a column
     */
    public static void read(Path file, String column, Consumer<ScoredSample> rows) {
        ParquetTable table = ParquetTable.open(file, "a score file; diptych score writes it");
        for (String needed : List.of(KEY, column)) {
            if (!table.columns().contains(needed)) {
                throw new IngestException(
                        Reason.BAD_TABLE,
                        file.toString(),
                        "no column '" + needed + "' among " + table.columns() + ", expected a score file's");
            }
        }
        Set<String> wanted = Set.of(KEY, column, CAPTION);
        table.rows(wanted::contains, row -> rows.accept(sample(file, column, row)));
    }

    private static ScoredSample sample(Path file, String column, Map<String, List<String>> row) {
        String key = first(row, KEY);
        String score = first(row, column);
        try {
            return new ScoredSample(key, first(row, CAPTION), score.isEmpty() ? Float.NaN : Float.parseFloat(score));
        } catch (NumberFormatException e) {
            throw new IngestException(
                    Reason.BAD_TABLE,
                    file.toString(),
                    "'" + score + "' as the " + column + " of '" + key + "', expected a number");
        }
    }

    private static String first(Map<String, List<String>> row, String column) {
        List<String> values = row.getOrDefault(column, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }
}
