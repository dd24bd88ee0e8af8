package dev.diptych.contrastive.data.source;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.caption.CaptionFile;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.name.BelowFolder;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.table.RowSink;
import dev.diptych.ingest.table.TableHead;
import dev.diptych.ingest.table.text.CsvRows;
import dev.diptych.ingest.table.text.TextForm;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The images that a table names, each with the caption of its row: a sample a row, in their order. Paths are relative to the
 * table's folder. In memory are a row's path and caption; an image is known again by its size and the time of its last change.
 */
final class TableSamples implements Samples {
    private static final String ANY_IMAGE = "jpg"; // decoders go by the bytes

    private final Path table;
    private final BelowFolder folder;
    private final TextColumn paths;
    private final TextColumn captions;
    private final List<String> leftOut;

    private TableSamples(Path table, Rows rows) {
        this.table = table;
        Path parent = table.toAbsolutePath().getParent();
        this.folder = new BelowFolder(parent == null ? table.toAbsolutePath() : parent);
        this.paths = rows.paths.build();
        this.captions = rows.captions.build();
        this.leftOut = rows.leftOut;
    }

    /**
     * Reads a table; what its paths name is not looked for.
     *
     * @throws IngestException if it is missing, no table, or lacks a column
     */
    public static TableSamples open(Path table, SourceOptions.Csv csv) {
        String source = table.toString();
        Rows rows = new Rows(source, csv);
        TextForm form = new TextForm(null, csv.separator(), List.of());
        try (Reader text = form.reader(Files.newInputStream(table))) {
            CsvRows.read(source, text, false, form, rows);
        } catch (IOException e) {
            throw IngestException.unreadable(source, e, "a table of images");
        }
        return new TableSamples(table, rows);
    }

    @Override
    public int size() {
        return paths.size();
    }

    @Override
    public String key(int index) {
        return paths.get(index);
    }

    @Override
    public String place(int index) {
        return table.getFileName() + "!" + key(index);
    }

    @Override
    public Sample read(int index) {
        String path = paths.get(index);
        String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return new Sample(
                path,
                Map.of(
                        Sample.isImage(extension) ? extension : ANY_IMAGE,
                        LooseFile.read(file(path)),
                        CaptionFile.TEXT_COLUMN,
                        caption(index)));
    }

    @Override
    public Sample readTexts(int index) {
        return new Sample(paths.get(index), Map.of(CaptionFile.TEXT_COLUMN, caption(index)));
    }

    @Override
    public SampleStamp stamp(int index) {
        SampleStamp.Members members = new SampleStamp.Members();
        members.add(ANY_IMAGE, image(index));
        members.add(CaptionFile.TEXT_COLUMN, SampleStamp.checksum(caption(index)));
        return members.stamp(key(index));
    }

    @Override
    public List<String> leftOut() {
        return leftOut;
    }

    /** The image's stamp; 0 where it cannot be read, which is said when that is tried. */
    private int image(int index) {
        try {
            return LooseFile.of(file(paths.get(index))).stamp();
        } catch (IngestException e) {
            return 0;
        }
    }

    private Path file(String path) {
        try {
            return folder.file(path);
        } catch (InvalidPathException e) {
            throw new IngestException(Reason.UNREADABLE, place(path), "no path of a file, expected one");
        }
    }

    private String place(String path) {
        return table.getFileName() + "!" + path;
    }

    private byte[] caption(int index) {
        return captions.get(index).getBytes(StandardCharsets.UTF_8);
    }

    /** Takes the two columns. */
    private static final class Rows implements RowSink {
        private final String source;
        private final SourceOptions.Csv csv;
        private final TextColumn.Builder paths = new TextColumn.Builder();
        private final TextColumn.Builder captions = new TextColumn.Builder();
        private final List<String> leftOut = new ArrayList<>();

        private Rows(String source, SourceOptions.Csv csv) {
            this.source = source;
            this.csv = csv;
        }

        @Override
        public void head(TableHead head) {
            for (String column : List.of(csv.imageKey(), csv.captionKey())) {
                if (!head.columns().contains(column)) {
                    throw new IngestException(
                            Reason.BAD_TABLE, source, "no column '" + column + "', expected one; " + head.shown());
                }
            }
        }

        @Override
        public void row(Row row) {
            String path = String.join("", row.values(csv.imageKey())).strip();
            String caption = String.join("", row.values(csv.captionKey()));
            if (path.isEmpty() || caption.isBlank()) {
                leftOut.add(source + ": " + (path.isEmpty() ? "a row without an image" : path + ": no caption"));
            } else {
                paths.add(path);
                captions.add(caption);
            }
        }

        @Override
        public void bad(String where, String detail) {
            leftOut.add(source + ": " + where + ": " + detail);
        }
    }
}
