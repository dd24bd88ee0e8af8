package dev.diptych.contrastive.embed;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.diptych.contrastive.embed.file.EmbeddingFolder;
import dev.diptych.contrastive.embed.file.MetadataTable;
import dev.diptych.contrastive.embed.file.NpyType;
import dev.diptych.contrastive.embed.file.NpyWriter;
import dev.diptych.file.RecordWriter;
import dev.diptych.file.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * Each file is written beside its name and moved to it when whole: the vectors, then the list of what was left out, the thumbnails,
 * then the table. A partition whose table stands under its name is whole; of any other nothing counts, and it is made again.
 */
/** The files of one partition. */
final class PartitionWriter implements PartitionSink {
    private final EmbeddingFolder folder;
    private final int partition;
    private final @Nullable NpyWriter images;
    private final @Nullable NpyWriter texts;
    private final @Nullable RecordWriter thumbnails;
    private final MetadataTable table;
    private final List<String> leftOut = new ArrayList<>();

    /** @param thumbnails their file; null for none */
    PartitionWriter(EmbeddingFolder folder, int partition, int dimensions, NpyType type, @Nullable Path thumbnails)
            throws IOException {
        this.folder = folder;
        this.partition = partition;
        this.images = folder.images() ? new NpyWriter(folder.imageFile(partition), dimensions, type) : null;
        this.texts = folder.texts() ? new NpyWriter(folder.textFile(partition), dimensions, type) : null;
        this.thumbnails = thumbnails == null ? null : new RecordWriter(thumbnails);
        List<String> columns = new ArrayList<>();
        if (folder.images()) {
            columns.add(PreparedRow.IMAGE_PATH);
        }
        if (folder.texts()) {
            columns.add(PreparedRow.CAPTION);
        }
        this.table = new MetadataTable(folder.metadataFile(partition), columns);
    }

    @Override
    public void add(List<PreparedRow> rows, Embedder embedder) throws IOException {
        if (images != null) {
            images.append(
                    embedder.inputs(rows.stream().map(PreparedRow::requireInput).toList()));
        }
        if (texts != null) {
            texts.append(embedder.texts(
                    rows.stream().map(row -> row.captions().get(0)).toList()));
        }
        for (PreparedRow row : rows) {
            if (thumbnails != null) {
                thumbnails.add(row.requireThumbnail());
            }
            table.add(row.fields());
        }
    }

    @Override
    public void leaveOut(String key, String reason) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        leftOut.add(line.put("key", key).put("reason", reason).toString());
    }

    @Override
    public void finish() throws IOException {
        if (images != null) {
            images.finish();
        }
        if (texts != null) {
            texts.finish();
        }
        if (folder.images()) {
            writeLeftOut(folder.leftOutFile(partition));
        }
        if (thumbnails != null) {
            thumbnails.finish();
        }
        table.finish();
    }

    private void writeLeftOut(Path list) throws IOException {
        if (leftOut.isEmpty()) {
            Files.deleteIfExists(list);
        } else {
            folder.createLeftOut();
            String lines = String.join(System.lineSeparator(), leftOut) + System.lineSeparator();
            WholeFile.write(list, lines.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        if (images != null) {
            images.close();
        }
        if (texts != null) {
            texts.close();
        }
        if (thumbnails != null) {
            thumbnails.close();
        }
        table.close();
    }
}
