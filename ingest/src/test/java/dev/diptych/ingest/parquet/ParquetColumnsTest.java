package dev.diptych.ingest.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a file is decoded, and what the values of each type are. */
class ParquetColumnsTest {
    private static final int TAIL = 8;

    @TempDir
    private Path folder;

    private static ParquetTable open(byte[] file) {
        return ParquetTable.open("a.parquet", ByteBuffer.wrap(file));
    }

    private static List<Map<String, List<String>>> rows(ParquetTable table, String... wanted) {
        List<Map<String, List<String>>> rows = new ArrayList<>();
        table.rows(Arrays.asList(wanted)::contains, rows::add);
        return rows;
    }

    private static List<String> column(ParquetTable table, String name) {
        return rows(table, name).stream()
                .map(row -> String.join("|", row.getOrDefault(name, List.of("none"))))
                .toList();
    }

    private byte[] written(MessageType schema, List<Group> rows) throws IOException {
        Path file = folder.resolve("a.parquet");
        Files.deleteIfExists(file);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(schema)
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withWriterVersion(WriterVersion.PARQUET_2_0)
                .withDictionaryEncoding(false)
                .build()) {
            for (Group row : rows) {
                writer.write(row);
            }
        }
        return Files.readAllBytes(file);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(ParquetColumnsTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }

    /** Two columns of three rows: "text" with values, and "score" without any. */
    private byte[] textAndMissingScore() throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType(
                "message t { required binary text (STRING); optional double score; }");
        List<Group> rows = new ArrayList<>();
        for (String text : List.of("red", "green", "blue")) {
            rows.add(new SimpleGroup(schema).append("text", text));
        }
        return written(schema, rows);
    }

    private static FileMetaData footer(byte[] file) throws IOException {
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - TAIL);
        return Util.readFileMetaData(new java.io.ByteArrayInputStream(file, file.length - TAIL - length, length));
    }

    private static ColumnMetaData chunk(FileMetaData footer, int column) {
        return footer.getRow_groups().get(0).getColumns().get(column).getMeta_data();
    }

    /** Everything before the footer, then more, then a footer. */
    private static byte[] with(byte[] file, byte[] more, FileMetaData footer) throws IOException {
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - TAIL);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(file, 0, file.length - TAIL - length);
        out.write(more);
        int before = out.size();
        Util.writeFileMetaData(footer, out);
        out.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(out.size() - before)
                .array());
        out.write("PAR1".getBytes(UTF_8));
        return out.toByteArray();
    }

    /** As Spark writes a column that is missing in all rows: nothing after the levels of a page that calls itself compressed. */
    @Test
    void readsASecondVersionPageWithoutValues() throws IOException {
        for (Encoding encoding : List.of(Encoding.PLAIN, Encoding.DELTA_BYTE_ARRAY, Encoding.RLE_DICTIONARY)) {
            for (CompressionCodec codec :
                    List.of(CompressionCodec.SNAPPY, CompressionCodec.ZSTD, CompressionCodec.GZIP)) {
                byte[] file = textAndMissingScore();
                byte[] levels = {6, 0};
                PageHeader header = new PageHeader(PageType.DATA_PAGE_V2, levels.length, levels.length);
                DataPageHeaderV2 page = new DataPageHeaderV2(3, 3, 3, encoding, levels.length, 0);
                page.setIs_compressed(true);
                header.setData_page_header_v2(page);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                Util.writePageHeader(header, bytes);
                bytes.write(levels);
                FileMetaData footer = footer(file);
                int end = file.length
                        - TAIL
                        - ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - TAIL);
                ColumnMetaData score = chunk(footer, 1);
                score.setCodec(codec);
                score.setData_page_offset(end);
                score.unsetDictionary_page_offset();
                score.setTotal_compressed_size(bytes.size());
                ParquetTable table = open(with(file, bytes.toByteArray(), footer));
                assertThat(rows(table, "text", "score"))
                        .as("%s %s", encoding, codec)
                        .containsExactly(
                                Map.of("text", List.of("red"), "score", List.of()),
                                Map.of("text", List.of("green"), "score", List.of()),
                                Map.of("text", List.of("blue"), "score", List.of()));
            }
        }
    }

    @Test
    void readsColumnsWithoutValuesOfOtherWriters() throws IOException {
        assertThat(column(open(textAndMissingScore()), "score")).containsExactly("", "", "");
        // DuckDB 1.5.6: copy (...) to 'v2.parquet' (format parquet, compression snappy, parquet_version v2)
        ParquetTable table = open(resource("duckdb-v2-nulls.parquet"));
        assertThat(rows(table, "k", "never", "d", "caption"))
                .hasSize(3)
                .endsWith(Map.of("k", List.of("k2"), "never", List.of(), "d", List.of(), "caption", List.of("c2")));
    }

    @Test
    void decodesOnlyTheColumnsThatAreAskedFor() throws IOException {
        byte[] file = textAndMissingScore();
        FileMetaData footer = footer(file);
        byte[] damaged = file.clone();
        Arrays.fill(
                damaged,
                (int) chunk(footer, 1).getData_page_offset(),
                (int) (chunk(footer, 1).getData_page_offset() + chunk(footer, 1).getTotal_compressed_size()),
                (byte) 0xFF);
        chunk(footer, 1).setCodec(CompressionCodec.BROTLI);
        byte[] brotli = with(file, new byte[0], footer);
        for (byte[] bad : List.of(damaged, brotli)) {
            ParquetTable table = open(bad);
            assertThat(table.columns()).containsExactly("text", "score");
            assertThat(rows(table, "text"))
                    .containsExactly(
                            Map.of("text", List.of("red")),
                            Map.of("text", List.of("green")),
                            Map.of("text", List.of("blue")));
            assertThatThrownBy(() -> rows(table, "score")).hasMessageContaining("expected a whole Parquet file");
        }
        assertThatThrownBy(() -> rows(open(brotli), "score"))
                .hasMessage(
                        "read failed: a.parquet: column 'score' compressed by BROTLI, expected a whole Parquet file");
    }

    /** DuckDB 1.5.6 wrote the file, and shows these values for it. */
    @Test
    void readsUuidsDecimalsAndWholeDoublesAndNamesWhatItCannotRead() throws IOException {
        ParquetTable table = open(resource("duckdb-kinds.parquet"));
        assertThat(column(table, "id"))
                .containsExactly("6f1ed002-ab59-4d5e-9b7a-0123456789ab", "00000000-0000-0000-0000-000000000001");
        assertThat(column(table, "n")).containsExactly("17", "2.5");
        assertThat(column(table, "price")).containsExactly("123456789012345678.25", "-0.05");
        assertThat(column(table, "never")).containsExactly("", "");
        assertThat(table.unreadable())
                .containsExactlyInAnyOrderEntriesOf(Map.of("span", "INTERVAL", "nested", "lists of lists"));
    }

    /** The halves by numpy 2.4.6: {@code np.array([...], np.uint16).view(np.float16)}; the unsigned by their type's range. */
    @Test
    void readsHalvesAndUnsignedNumbers() throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("""
            message t {
              required fixed_len_byte_array(2) half (FLOAT16);
              required int32 wide (INTEGER(32,false));
              required int64 wider (INTEGER(64,false));
              required double number;
              required fixed_len_byte_array(3) bytes;
              required binary document (BSON);
              required int96 old;
            }
            """);
        double[] numbers = {1e15, -0.0, 1e300, Double.NaN};
        short[] halves = {0x3555, 0x4C40, (short) 0xBC00, 0x7C00};
        List<Group> rows = new ArrayList<>();
        for (int i = 0; i < halves.length; i++) {
            byte[] half = {(byte) halves[i], (byte) (halves[i] >> 8)};
            rows.add(new SimpleGroup(schema)
                    .append("half", Binary.fromConstantByteArray(half))
                    .append("wide", -1 - i)
                    .append("wider", -1L - i)
                    .append("number", numbers[i])
                    .append("bytes", Binary.fromConstantByteArray(new byte[3]))
                    .append("document", Binary.fromConstantByteArray(new byte[3]))
                    .append("old", Binary.fromConstantByteArray(new byte[12])));
        }
        ParquetTable table = open(written(schema, rows));
        assertThat(column(table, "half")).containsExactly("0.33325195", "17", "-1", "Infinity");
        assertThat(column(table, "wide")).startsWith("4294967295", "4294967294");
        assertThat(column(table, "wider")).startsWith("18446744073709551615", "18446744073709551614");
        assertThat(column(table, "number")).containsExactly("1000000000000000", "0", "1.0E300", "NaN");
        assertThat(table.unreadable())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("bytes", "FIXED_LEN_BYTE_ARRAY", "document", "BSON", "old", "INT96"));
    }
}
