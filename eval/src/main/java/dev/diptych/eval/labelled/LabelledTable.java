package dev.diptych.eval.labelled;

import dev.diptych.contrastive.data.source.LooseFile;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.name.BelowFolder;
import dev.diptych.ingest.table.RowSink;
import dev.diptych.ingest.table.TableHead;
import dev.diptych.ingest.table.text.CsvRows;
import dev.diptych.ingest.table.text.TextForm;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The images that a table names, with the labels of their rows. Paths are relative to the table's folder. */
final class LabelledTable implements LabelledImages {
    private static final long ENCODED = 1 << 17; // bytes of an image's file, roughly

    private final Path table;
    private final BelowFolder folder;
    private final ImageDecoder decoder = new ImageDecoder();
    private final Rows rows;
    private final Labels labels;

    private LabelledTable(Path table, Rows rows) {
        this.table = table;
        Path parent = table.toAbsolutePath().getParent();
        this.folder = new BelowFolder(parent == null ? table.toAbsolutePath() : parent);
        this.rows = rows;
        this.labels = rows.spec.labelSeparator().isEmpty()
                ? Labels.ofTexts(rows.labels.stream().map(each -> each.get(0)).toList())
                : Labels.ofSets(rows.labels);
    }

    static LabelledTable open(LabelledSpec spec) {
        Path table = Path.of(spec.data());
        Rows rows = new Rows(spec);
        boolean tabs = spec.data().toLowerCase(Locale.ROOT).endsWith(".tsv");
        try (Reader text = TextForm.PLAIN.reader(Files.newInputStream(table))) {
            CsvRows.read(spec.data(), text, tabs, TextForm.PLAIN, rows);
        } catch (IOException e) {
            throw IngestException.unreadable(spec.data(), e, "a table of images");
        }
        return new LabelledTable(table, rows);
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public void read(Consumer<LabelledImage> taker) {
        for (int i = 0; i < rows.paths.size(); i++) {
            String path = rows.paths.get(i);
            String place = table.getFileName() + "!" + path;
            taker.accept(new LabelledImage(i, place, ENCODED, () -> image(path, place)));
        }
    }

    @Override
    public List<String> leftOut() {
        return rows.leftOut;
    }

    private RgbImage image(String path, String place) {
        try {
            return decoder.decode(LooseFile.read(folder.file(path)), place).image();
        } catch (InvalidPathException e) {
            throw new IngestException(Reason.UNREADABLE, place, "no path of a file, expected one");
        }
    }

    /** Takes the two columns. */
    private static final class Rows implements RowSink {
        private final LabelledSpec spec;
        private final List<String> paths = new ArrayList<>();
        private final List<List<String>> labels = new ArrayList<>();
        private final List<String> leftOut = new ArrayList<>();

        private Rows(LabelledSpec spec) {
            this.spec = spec;
        }

        @Override
        public void head(TableHead head) {
            for (String column : List.of(spec.imageKey(), spec.labelKey())) {
                if (!head.columns().contains(column)) {
                    throw new IngestException(
                            Reason.BAD_TABLE, spec.data(), "no column '" + column + "', expected one; " + head.shown());
                }
            }
        }

        @Override
        public void row(Row row) {
            String path = String.join("", row.values(spec.imageKey())).strip();
            List<String> found = split(String.join("", row.values(spec.labelKey())));
            if (path.isEmpty()) {
                leftOut.add(spec.data() + ": a row without an image");
            } else if (found.isEmpty() && spec.labelSeparator().isEmpty()) {
                leftOut.add(spec.data() + ": " + path + ": no label");
            } else {
                paths.add(path);
                labels.add(found);
            }
        }

        private List<String> split(String text) {
            String separator = spec.labelSeparator();
            String[] parts = separator.isEmpty() ? new String[] {text} : text.split(Pattern.quote(separator), -1);
            return Arrays.stream(parts)
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .map(String::intern)
                    .distinct()
                    .toList();
        }

        @Override
        public void bad(String where, String detail) {
            leftOut.add(spec.data() + ": " + where + ": " + detail);
        }
    }
}
