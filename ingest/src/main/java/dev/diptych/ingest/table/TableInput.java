package dev.diptych.ingest.table;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.Archive;
import dev.diptych.ingest.archive.Member;
import dev.diptych.ingest.archive.ReadOptions;
import dev.diptych.ingest.caption.Row;
import dev.diptych.ingest.parquet.ParquetTable;
import dev.diptych.ingest.table.dataset.CocoRows;
import dev.diptych.ingest.table.dataset.ImageFolderRows;
import dev.diptych.ingest.table.dataset.KarpathyRows;
import dev.diptych.ingest.table.dataset.LlavaRows;
import dev.diptych.ingest.table.text.CsvRows;
import dev.diptych.ingest.table.text.TextSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads a table's file, or the member of an archive that it is, in its format. */
final class TableInput {
    /** The largest table in an archive, and the largest Parquet file, in bytes. */
    static final long MAX_BYTES = 1L << 30;

    private final TableConfig config;
    private final ReadOptions options;

    private TableInput(TableConfig config, ReadOptions options) {
        this.config = config;
        this.options = options;
    }

    /**
     * Hands the head and all rows to a sink.
     *
     * @param wanted the columns that it needs; others may be left out
     * @param options how archives are read
     */
    static void read(TableConfig config, Predicate<String> wanted, ReadOptions options, RowSink rows) {
        try {
            new TableInput(config, options).read(config.format(), wanted, rows);
        } catch (IOException e) {
            throw IngestException.unreadable(config.file().toString(), e, "a caption table");
        }
    }

    private void read(TableFormat format, Predicate<String> wanted, RowSink rows) throws IOException {
        String source = config.source();
        switch (format) {
            case JSON -> text(text -> JsonRows.read(source, text, config.keysAs(), config.valuesAs(), rows));
            case JSONL -> text(text -> JsonRows.readLines(text, rows));
            case CSV -> text(text -> CsvRows.read(source, text, false, config.text(), rows));
            case TSV -> text(text -> CsvRows.read(source, text, true, config.text(), rows));
            case PARQUET -> {
                ParquetTable table = ParquetTable.open(source, buffer());
                rows.head(new TableHead(table.columns(), table.unreadable(), ""));
                table.rows(wanted, columns -> rows.row(new Row(columns)));
            }
            case FILES -> {
                try (Archive archive = Archive.open(config.file(), options)) {
                    FileRows.read(archive, Objects.requireNonNull(config.members()), config.keysAs(), rows);
                }
            }
            case COCO -> CocoRows.read(source, text(), rows);
            case KARPATHY -> text(text -> KarpathyRows.read(source, text, rows));
            case LLAVA -> {
                LlavaRows each = new LlavaRows(rows);
                boolean lines = config.formatOfName().equals(Optional.of(TableFormat.JSONL));
                text(text -> {
                    if (lines) {
                        JsonRows.lines(text, rows, each);
                    } else {
                        JsonRows.elements(source, text, each);
                    }
                });
            }
            case IMAGEFOLDER ->
                read(
                        config.formatOfName().orElseThrow(),
                        column -> wanted.test(column) || column.equals(ImageFolderRows.TEXT),
                        new ImageFolderRows(rows));
        }
    }

    private interface Reading {
        void of(Reader text) throws IOException;
    }

    private void text(Reading reading) throws IOException {
        try (Reader text = text().open()) {
            reading.of(text);
        }
    }

    private TextSource text() {
        if (config.member() == null) {
            return () -> config.text().reader(Files.newInputStream(config.file()));
        }
        byte[] bytes = member(config.member());
        return () -> config.text().reader(new ByteArrayInputStream(bytes));
    }

    private ByteBuffer buffer() throws IOException {
        if (config.member() != null) {
            return ByteBuffer.wrap(member(config.member()));
        }
        try (FileChannel channel = FileChannel.open(config.file())) {
            if (channel.size() > MAX_BYTES) {
                throw new IngestException(
                        Reason.TOO_LARGE,
                        config.file().toString(),
                        channel.size() + " bytes, expected a table of at most " + MAX_BYTES);
            }
            return channel.map(MapMode.READ_ONLY, 0, channel.size());
        }
    }

    private byte[] member(String wanted) {
        Set<String> tables = new LinkedHashSet<>();
        try (Archive archive = Archive.open(config.file(), options)) {
            for (@Nullable Member member = archive.next(); member != null; member = archive.next()) {
                if (member.name().equals(wanted)) {
                    return archive.bytes(MAX_BYTES);
                }
                if (TableFormat.ofName(member.name()).isPresent() && tables.size() < 8) {
                    tables.add(member.name());
                }
            }
        }
        String known = tables.isEmpty() ? "a caption table" : "one such as " + String.join(", ", tables);
        throw new IngestException(Reason.MISSING, config.source(), "no such member, expected " + known);
    }
}
