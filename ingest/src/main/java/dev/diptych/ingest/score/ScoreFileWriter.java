package dev.diptych.ingest.score;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.diptych.file.WholeFile;
import dev.diptych.ingest.parquet.ParquetTableWriter;
import dev.diptych.ingest.parquet.TableColumn;
import dev.diptych.ingest.parquet.TableColumn.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a score file, which has its name once it is whole. */
public final class ScoreFileWriter implements AutoCloseable {
    private static final JsonNode NONE = MissingNode.getInstance();
    private static final List<TableColumn> COLUMNS = List.of(
            new TableColumn(ScoreFile.KEY, Kind.TEXT),
            new TableColumn(ScoreFile.UID, Kind.TEXT),
            new TableColumn(ScoreFile.CAPTION, Kind.TEXT),
            new TableColumn(ScoreFile.SCORE, Kind.REAL),
            new TableColumn(ScoreFile.SCORES, Kind.REALS),
            new TableColumn(ScoreFile.ERROR, Kind.TEXT));

    private final WholeFile file;
    private final ParquetTableWriter table;

    public ScoreFileWriter(Path file) throws IOException {
        this.file = WholeFile.begin(file);
        this.table = new ParquetTableWriter(this.file.partial(), COLUMNS);
    }

    /**
     * Adds a sample; its score is the best of its captions, of equal ones the first.
     *
     * @param uid DataComp's name for it; null where it has none
     * @param captions at least one
     * @param scores of each of them
     */
    public void add(String key, @Nullable String uid, List<String> captions, float[] scores) throws IOException {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        int best = 0;
        for (int i = 0; i < scores.length; i++) {
            all.add((double) scores[i]);
            best = scores[i] > scores[best] ? i : best;
        }
        table.add(List.of(
                TextNode.valueOf(key),
                uid == null ? NONE : TextNode.valueOf(uid),
                TextNode.valueOf(captions.get(best)),
                all.get(best),
                all,
                NONE));
    }

    /** Adds a sample without a score. */
    public void addUnscored(String key, String reason) throws IOException {
        table.add(List.of(TextNode.valueOf(key), NONE, NONE, NONE, NONE, TextNode.valueOf(reason)));
    }

    /** Moves the file to its name. */
    public void finish() throws IOException {
        table.finish();
        file.commit();
    }

    /** Removes what is there if it was not finished. */
    @Override
    public void close() throws IOException {
        table.close();
        file.close();
    }
}
