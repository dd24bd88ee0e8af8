package dev.diptych.ingest.table;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.DuplicateHeaderMode;

/** Rows out of comma- or tab-separated text with a header, UTF-8 with or without a byte-order mark. */
final class CsvRows {
    private static final CSVFormat COMMA = CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW)
            .setIgnoreEmptyLines(true)
            .get();
    private static final CSVFormat TAB =
            COMMA.builder().setDelimiter('\t').setQuote(null).get();

    private CsvRows() {}

    static void read(String source, byte[] bytes, boolean tabs, Consumer<Row> rows) {
        try (Reader text = withoutMark(bytes);
                CSVParser parser = (tabs ? TAB : COMMA).parse(text)) {
            List<String> header = parser.getHeaderNames();
            for (CSVRecord csv : parser) {
                if (csv.size() != header.size()) {
                    throw bad(source, parser, csv.size() + " columns, expected " + header.size() + " as in the header");
                }
                Map<String, List<String>> columns = new LinkedHashMap<>();
                for (int i = 0; i < header.size(); i++) {
                    columns.put(header.get(i), csv.get(i).isEmpty() ? List.of() : List.of(csv.get(i)));
                }
                rows.accept(new Row(columns));
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            throw new IngestException(
                    Reason.BAD_TABLE,
                    source,
                    IngestException.NO_OFFSET,
                    String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " ") + ", expected rows under a header",
                    e);
        }
    }

    private static Reader withoutMark(byte[] bytes) throws IOException {
        PushbackReader reader =
                new PushbackReader(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8));
        int first = reader.read();
        if (first >= 0 && first != '\uFEFF') {
            reader.unread(first);
        }
        return reader;
    }

    private static IngestException bad(String source, CSVParser parser, String detail) {
        return new IngestException(Reason.BAD_TABLE, source, "line " + parser.getCurrentLineNumber() + ": " + detail);
    }
}
