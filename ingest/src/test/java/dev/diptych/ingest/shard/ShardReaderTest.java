package dev.diptych.ingest.shard;

import static dev.diptych.ingest.Fixtures.gzip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.tar.TarWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardReaderTest {
    @TempDir
    private Path folder;

    private Path shard = Path.of("");

    @BeforeEach
    void nameTheShard() {
        shard = folder.resolve("00000.tar");
    }

    private void write(String... names) throws IOException {
        try (TarWriter writer = new TarWriter(Files.newOutputStream(shard))) {
            for (String name : names) {
                writer.add(name, name.getBytes(UTF_8));
            }
        }
    }

    private List<Sample> readAll() {
        List<Sample> samples = new ArrayList<>();
        try (ShardReader reader = ShardReader.open(shard)) {
            for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                samples.add(sample);
            }
        }
        return samples;
    }

    @Test
    void groupsNeighboursByTheKeyUpToTheFirstDotOfTheBaseName() throws IOException {
        write("a.d/0.PNG", "a.d/0.seg.png", "a.d/0.txt", "README", ".hidden", "a.d/1.jpg", "b/1.jpg");

        assertThat(readAll())
                .map(Sample::toString)
                .containsExactly("Sample a.d/0 [png, seg.png, txt]", "Sample a.d/1 [jpg]", "Sample b/1 [jpg]");
    }

    /** As {@code re.match(r"__[^/]*__($|/)", name)} of webdataset 0.2 to 1.0 has it, under Python 3.11. */
    @Test
    void passesOverWhatIsTheShardsOwn() throws IOException {
        write("__meta__/0.png", "__a__", "____/0.png", "__b__.png", "c/__meta__/0.png", "_meta_/0.png", "__d/0.png");
        assertThat(readAll()).map(Sample::key).containsExactly("__b__", "c/__meta__/0", "_meta_/0", "__d/0");
        assertThat(ShardIndex.of(shard).samples())
                .map(IndexedSample::key)
                .containsExactly("__b__", "c/__meta__/0", "_meta_/0", "__d/0");
    }

    @Test
    void readsACompressedShardAndSaysThatItHasNoIndex() throws IOException {
        write("0.png", "0.txt");
        byte[] packed = gzip(Files.readAllBytes(shard));
        shard = Files.write(folder.resolve("1.tar.gz"), packed);
        assertThat(readAll()).map(Sample::toString).containsExactly("Sample 0 [png, txt]");
        assertThatThrownBy(() -> ShardIndex.of(shard))
                .hasMessage("read failed: " + shard + ": gzip-compressed, expected a plain tar, of which any sample can"
                        + " be read alone; decompress it");
        Files.write(shard, Arrays.copyOf(packed, packed.length - 20));
        assertThatThrownBy(this::readAll).hasMessageContaining("cut off in compressed data, expected a whole tar");
    }

    @Test
    void readsASparseMemberAndSaysThatItHasNoIndex() throws IOException {
        Path packed = Path.of("src/test/resources/archives/sparse-pax-1.0.tar.gz");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            Files.write(shard, in.readAllBytes());
        }
        assertThat(readAll())
                .map(sample -> sample.members().get("bin"))
                .filteredOn(bytes -> bytes != null)
                .map(bytes -> bytes.length)
                .containsExactly(300_000, 100_000, 70_000);
        assertThatThrownBy(() -> ShardIndex.of(shard))
                .hasMessageContaining("!holes.bin at byte ")
                .hasMessageContaining("a sparse file, expected a plain one");
    }

    @Test
    void saysWhatAFileIsThatIsNoShard() throws IOException {
        Files.writeString(shard, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n");
        assertThatThrownBy(this::readAll)
                .hasMessage("read failed: " + shard
                        + ": a Git LFS pointer, not the file, which 'git lfs pull' fetches, expected a tar");
    }

    @Test
    void readsOnlyTheWantedExtensions() throws IOException {
        write("0.png", "0.txt", "1.png");
        try (ShardReader reader = ShardReader.open(shard, "txt"::equals)) {
            assertThat(reader.next()).hasToString("Sample 0 [txt]");
            assertThat(reader.next()).hasToString("Sample 1 []");
            assertThat(reader.next()).isNull();
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void findsImageAndText() throws IOException {
        write("0.txt", "0.webp");
        Sample sample = readAll().get(0);
        assertThat(sample.image()).contains("0.webp".getBytes(UTF_8));
        assertThat(sample.text()).contains("0.txt");
    }

    @Test
    void rejectsTruncatedShardWithOffset() throws IOException {
        write("0.png", "0.txt");
        Files.write(shard, Arrays.copyOf(Files.readAllBytes(shard), 1030));
        assertThatThrownBy(this::readAll)
                .isInstanceOf(IngestException.class)
                .hasMessage("read failed: " + shard + " at byte 1030: 6 of a header's 512 bytes, expected a whole tar");
    }

    @Test
    void rejectsATwiceNamedMember() throws IOException {
        write("0.png", "0.txt", "0.png");
        assertThatThrownBy(this::readAll)
                .hasMessage("read failed: " + shard
                        + "!0.png at byte 2560: the second member of this name in one sample, expected one");
    }

    @Test
    void rejectsMissingShard() {
        assertThatThrownBy(this::readAll).hasMessage("read failed: " + shard + ": no such file, expected a shard");
    }

    @Test
    void metadataGoesThroughJsonUnchanged() throws IOException {
        SampleMetadata metadata = new SampleMetadata(
                "000000007",
                List.of("grinning face", "smile"),
                "1f600",
                64,
                64,
                256,
                256,
                new FileHash(FileHash.Algorithm.MD5, "ab"),
                "a.tgz",
                "p/1.png",
                "CC0");
        try (TarWriter writer = new TarWriter(Files.newOutputStream(shard))) {
            writer.add("000000007.json", metadata.toJson());
        }
        assertThat(SampleMetadata.of(readAll().get(0))).isEqualTo(metadata);
        assertThat(metadata.caption()).isEqualTo("grinning face, smile");
        assertThat(new String(metadata.toJson(), UTF_8))
                .startsWith("{\"caption\":\"grinning face, smile\",\"captions\":[\"grinning face\",\"smile\"],")
                .contains("\"status\":\"success\",\"error_message\":null");
    }

    @Test
    void metadataOfForeignShardsFallsBackToCaptionThenText() throws IOException {
        try (TarWriter writer = new TarWriter(Files.newOutputStream(shard))) {
            writer.add("0.txt", "from text\n".getBytes(UTF_8));
            writer.add("1.json", "{\"caption\": \"from json\"}".getBytes(UTF_8));
            writer.add("1.txt", "from text".getBytes(UTF_8));
            writer.add("2.png", new byte[1]);
        }
        assertThat(readAll())
                .map(sample -> SampleMetadata.of(sample).captions())
                .containsExactly(List.of("from text"), List.of("from json"), List.of());
    }

    @Test
    void namesMetadataThatIsNoJson() throws IOException {
        write("0.json");
        SampleReading reading = SampleReading.of(readAll().get(0));
        assertThat(reading.metadata().captions()).isEmpty();
        assertThat(reading.badFiles()).containsExactly("0.json: line 1: 'j', expected a JSON object");
        assertThat(reading.noCaption())
                .isEqualTo("no caption: " + reading.badFiles().get(0));
    }
}
