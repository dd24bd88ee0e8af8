package dev.diptych.ingest.parquet;

import static dev.diptych.ingest.Fixtures.gzip;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableTest {
    private static final int ROWS = 3000;
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
        message table {
          required int64 id;
          optional binary text (STRING);
          optional group captions (LIST) { repeated group list { optional binary element (STRING); } }
          repeated binary tags (STRING);
          optional group image { required binary path (STRING); optional double score; }
          required boolean ok;
          optional int32 price (DECIMAL(9, 2));
          optional int96 old;
        }
        """);

    @TempDir
    private Path folder;

    private byte[] written(CompressionCodecName codec, WriterVersion version, boolean dictionary) throws IOException {
        Path file = folder.resolve("a.parquet");
        Files.deleteIfExists(file);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(SCHEMA)
                .withCompressionCodec(codec)
                .withWriterVersion(version)
                .withDictionaryEncoding(dictionary)
                .withRowGroupSize(20_000L)
                .withPageSize(2_000)
                .build()) {
            for (int i = 0; i < ROWS; i++) {
                writer.write(row(i));
            }
        }
        return Files.readAllBytes(file);
    }

    private static Group row(int i) {
        Group row = new SimpleGroup(SCHEMA);
        row.add("id", (long) i);
        if (i % 3 != 0) {
            row.add("text", "text é " + i % 7);
        }
        if (i % 5 != 0) {
            Group captions = row.addGroup("captions");
            for (int n = 0; n < i % 4; n++) {
                captions.addGroup("list").append("element", "caption " + i + "." + n);
            }
        }
        if (i % 2 == 0) {
            row.add("tags", "even");
            row.add("tags", "n" + i % 10);
            row.addGroup("image").append("path", i + ".png").append("score", i / 4.0);
        }
        row.add("ok", i % 2 == 0);
        row.add("price", i);
        return row;
    }

    private static Map<String, List<String>> expected(int i) {
        List<String> captions = new ArrayList<>();
        for (int n = 0; i % 5 != 0 && n < i % 4; n++) {
            captions.add("caption " + i + "." + n);
        }
        boolean even = i % 2 == 0;
        return Map.of(
                "id",
                List.of(Integer.toString(i)),
                "text",
                i % 3 == 0 ? List.of() : List.of("text é " + i % 7),
                "captions",
                captions,
                "tags",
                even ? List.of("even", "n" + i % 10) : List.of(),
                "image.path",
                even ? List.of(i + ".png") : List.of(),
                "image.score",
                even ? List.of(new BigDecimal(i / 4.0).toPlainString()) : List.of(),
                "ok",
                List.of(Boolean.toString(even)),
                "price",
                List.of(i / 100 + "." + i % 100 / 10 + i % 10));
    }

    private static List<Map<String, List<String>>> read(byte[] file) {
        List<Map<String, List<String>>> rows = new ArrayList<>();
        ParquetTable.open("a.parquet", ByteBuffer.wrap(file)).rows(column -> true, rows::add);
        return rows;
    }

    @Test
    void readsWhatTheReferenceWriterWrites() throws IOException {
        for (CompressionCodecName codec : List.of(
                CompressionCodecName.UNCOMPRESSED,
                CompressionCodecName.SNAPPY,
                CompressionCodecName.ZSTD,
                CompressionCodecName.LZ4_RAW)) {
            for (WriterVersion version : WriterVersion.values()) {
                for (boolean dictionary : new boolean[] {true, false}) {
                    List<Map<String, List<String>>> rows = read(written(codec, version, dictionary));
                    assertThat(rows).hasSize(ROWS);
                    for (int i = 0; i < ROWS; i++) {
                        assertThat(rows.get(i))
                                .as("%s %s, row %d", codec, version, i)
                                .isEqualTo(expected(i));
                    }
                }
            }
        }
    }

    @Test
    void decompressesGzip() throws IOException {
        byte[] page = "page".repeat(100).getBytes(US_ASCII);
        assertThat(PageCodec.decompress(CompressionCodec.GZIP, gzip(page), page.length))
                .isEqualTo(page);
        assertThatThrownBy(() -> PageCodec.decompress(CompressionCodec.GZIP, gzip(page), page.length + 1))
                .hasMessage("400 bytes in a page, expected 401");
        assertThatThrownBy(() -> PageCodec.decompress(CompressionCodec.ZSTD, page, Integer.MAX_VALUE))
                .hasMessageContaining("a page of 2147483647 bytes");
    }

    @Test
    void survivesFlippedBitsAndTruncation() throws IOException {
        Random random = new Random(20260804);
        byte[] file = written(CompressionCodecName.ZSTD, WriterVersion.PARQUET_2_0, true);
        int noticed = 0;
        for (int i = 0; i < 600; i++) {
            byte[] bytes = i % 3 == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file.clone();
            if (i % 3 != 0) {
                // Half of them in the footer, which is small.
                int from = i % 2 == 0 ? 0 : file.length - 3000;
                bytes[from + random.nextInt(file.length - from)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                ParquetTable.open("a.parquet", ByteBuffer.wrap(bytes)).rows(column -> true, row -> {});
            } catch (IngestException e) {
                assertThat(e.reason()).isEqualTo(Reason.BAD_TABLE);
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(250);
    }

    @Test
    void rejectsWhatIsNoParquet() {
        for (String text : List.of("", "PAR1", "id,name\n1,2\n3,4\n5,6\n")) {
            assertThatThrownBy(() -> read(text.getBytes(US_ASCII)))
                    .hasMessage("read failed: a.parquet: no PAR1 at the end, expected a whole Parquet file");
        }
    }
}
