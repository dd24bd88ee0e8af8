package dev.diptych.ingest.table;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.ingest.archive.Archive;
import dev.diptych.ingest.archive.Member;
import dev.diptych.ingest.archive.ReadOptions;
import dev.diptych.ingest.parquet.ParquetTable;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a table's file, or the member of an archive that it is, in its format. Text is UTF-8, with or without a mark. */
final class TableInput {
    /** The largest table in an archive, and the largest Parquet file, in bytes. */
    static final long MAX_BYTES = 1L << 30;

    private TableInput() {}

    /** Hands all rows to a sink. */
    static void read(TableConfig config, ReadOptions options, RowSink rows) {
        try {
            switch (config.format()) {
                case JSON, JSONL, CSV, TSV -> {
                    try (Reader text = text(config, options)) {
                        read(config, text, rows);
                    }
                }
                case PARQUET ->
                    ParquetTable.read(config.source(), buffer(config, options), columns -> rows.row(new Row(columns)));
                case FILES -> {
                    try (Archive archive = Archive.open(config.file(), options)) {
                        FileRows.read(archive, Objects.requireNonNull(config.members()), config.keysAs(), rows);
                    }
                }
            }
        } catch (NoSuchFileException e) {
            throw new IngestException(
                    Reason.MISSING, config.file().toString(), "no such file, expected a caption table");
        } catch (IOException e) {
            throw new IngestException(
                    Reason.UNREADABLE,
                    config.file().toString(),
                    IngestException.NO_OFFSET,
                    e.getMessage() + ", expected a caption table",
                    e);
        }
    }

    private static void read(TableConfig config, Reader text, RowSink rows) throws IOException {
        switch (config.format()) {
            case JSON -> JsonRows.read(config.source(), text, config.keysAs(), config.valuesAs(), rows);
            case JSONL -> JsonRows.readLines(text, rows);
            case CSV -> CsvRows.read(config.source(), text, false, rows);
            case TSV -> CsvRows.read(config.source(), text, true, rows);
            case PARQUET, FILES -> throw new IllegalStateException("no text: " + config.format());
        }
    }

    private static Reader text(TableConfig config, ReadOptions options) throws IOException {
        InputStream in = config.member() == null
                ? Files.newInputStream(config.file())
                : new ByteArrayInputStream(member(config, options, config.member()));
        PushbackReader reader =
                new PushbackReader(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        int first = reader.read();
        if (first >= 0 && first != '\uFEFF') {
            reader.unread(first);
        }
        return reader;
    }

    private static ByteBuffer buffer(TableConfig config, ReadOptions options) throws IOException {
        if (config.member() != null) {
            return ByteBuffer.wrap(member(config, options, config.member()));
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

    private static byte[] member(TableConfig config, ReadOptions options, String wanted) {
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
