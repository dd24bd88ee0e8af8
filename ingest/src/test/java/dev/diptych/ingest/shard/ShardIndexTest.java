package dev.diptych.ingest.shard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.ingest.Fixtures;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardIndexTest {
    @TempDir
    private Path folder;

    private Path shard = Path.of("");

    @BeforeEach
    void writeAShard() throws IOException {
        shard = folder.resolve("00003.tar");
        Map<String, byte[]> members = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            members.put("k" + i + ".png", Fixtures.noise(5 + i, i));
            members.put("k" + i + ".txt", ("caption " + i).getBytes(UTF_8));
        }
        members.put("README", new byte[3]);
        Files.write(shard, Fixtures.tar(members));
    }

    private List<String> inOrder() {
        List<String> samples = new ArrayList<>();
        try (ShardReader reader = ShardReader.open(shard)) {
            for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                samples.add(sample + " " + sample.text().orElseThrow());
            }
        }
        return samples;
    }

    @Test
    void holdsNamesWithSpacesAndControlCharacters() throws IOException {
        Files.write(shard, Fixtures.tar(Fixtures.members("Dr. No.png", "1", "a\tb\n<09>.txt", "2", "a<E9>.txt", "3")));
        List<IndexedSample> made = ShardIndex.of(shard).samples();
        assertThat(made).extracting(IndexedSample::key).containsExactly("Dr", "a\tb\n<3C>09>", "a<3C>E9>");
        assertThat(made.get(0).members().get(0).extension()).isEqualTo(" no.png");
        assertThat(ShardIndex.read(shard).samples()).isEqualTo(made);
    }

    @Test
    void readsAnySampleAsTheReaderInOrderDoes() {
        List<String> expected = inOrder();
        try (IndexedShard indexed = IndexedShard.open(shard)) {
            assertThat(indexed.size()).isEqualTo(20);
            for (int i = 19; i >= 0; i--) {
                Sample sample = indexed.sample(i);
                assertThat(sample + " " + sample.text().orElseThrow()).isEqualTo(expected.get(i));
            }
            assertThat(indexed.sample("k7").orElseThrow().text()).contains("caption 7");
            assertThat(indexed.sample("k77")).isEmpty();
            assertThat(indexed.sample(3, "txt"::equals)).hasToString("Sample k3 [txt]");
        }
    }

    @Test
    void isMadeOnFirstUseAndReadFromThenOn() throws IOException {
        Path file = folder.resolve("00003.idx");
        ShardIndex made = ShardIndex.of(shard);
        assertThat(file).exists();
        byte[] bytes = Files.readAllBytes(file);
        assertThat(bytes).isEqualTo(made.encoded());
        ShardIndex read = ShardIndex.of(shard);
        assertThat(read.samples()).isEqualTo(made.samples());
        assertThat(read.shardBytes()).isEqualTo(Files.size(shard));
    }

    @Test
    void isTextThatTheDocumentsDescribe() throws IOException {
        Files.write(shard, Fixtures.tar(Fixtures.members("0.txt", "a cat")));
        CRC32C crc = new CRC32C();
        crc.update("a cat".getBytes(UTF_8));
        String body = "diptych-index 1 1 2048\n0\ttxt 512 5 " + "%08x".formatted(crc.getValue()) + "\n";
        crc.reset();
        crc.update(body.getBytes(UTF_8));
        assertThat(new String(ShardIndex.of(shard).encoded(), UTF_8))
                .isEqualTo(body + "crc32c " + "%08x".formatted(crc.getValue()) + "\n");
    }

    @Test
    void rejectsEveryFlippedByte() throws IOException {
        ShardIndex.of(shard);
        Path file = ShardIndex.file(shard);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i += 7) {
            byte[] flipped = whole.clone();
            flipped[i] ^= 0x04;
            Files.write(file, flipped);
            assertThatThrownBy(() -> ShardIndex.of(shard))
                    .as("byte " + i)
                    .isInstanceOfSatisfying(
                            IngestException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT));
        }
    }

    @Test
    void rejectsTheIndexOfAnotherShard() throws IOException {
        ShardIndex.of(shard);
        Files.write(shard, new byte[512], StandardOpenOption.APPEND);
        makeOlderThanItsIndex(shard);
        assertThatThrownBy(() -> IndexedShard.open(shard))
                .hasMessageContaining("00003.idx: of a shard of")
                .hasMessageEndingWith("; delete it to have it made again");
    }

    @Test
    void rejectsAMemberThatIsNotWhatWasIndexed() throws IOException {
        ShardIndex index = ShardIndex.of(shard);
        byte[] changed = Files.readAllBytes(shard);
        changed[(int) index.samples().get(4).members().get(0).offset() + 2] ^= 1;
        Files.write(shard, changed);
        makeOlderThanItsIndex(shard);
        try (IndexedShard indexed = IndexedShard.open(shard)) {
            assertThat(indexed.sample(3).image()).isPresent();
            assertThatThrownBy(() -> indexed.sample(4))
                    .isInstanceOf(IngestException.class)
                    .hasMessageContaining("00003.tar!k4.png at byte")
                    .hasMessageContaining("other bytes than were indexed");
        }
    }

    @Test
    void makesAnIndexThatIsOlderThanItsShardAgain() throws IOException {
        ShardIndex.of(shard);
        Files.write(shard, Fixtures.tar(Map.of("new.txt", "a caption".getBytes(UTF_8))));
        FileTime earlier = FileTime.fromMillis(Files.getLastModifiedTime(shard).toMillis() - 1_000);
        Files.setLastModifiedTime(ShardIndex.file(shard), earlier);
        assertThat(ShardIndex.of(shard).samples())
                .singleElement()
                .satisfies(sample -> assertThat(sample.key()).isEqualTo("new"));
        assertThat(ShardIndex.read(shard).samples()).hasSize(1);
    }

    @Test
    void indexesWhatStandsBeforeDamage() throws IOException {
        byte[] whole = Files.readAllBytes(shard);
        long cut = ShardIndex.of(shard).samples().get(7).members().get(1).offset();
        Files.write(shard, Arrays.copyOf(whole, (int) cut));
        List<String> damages = new ArrayList<>();
        ShardIndex index = ShardScan.upToDamage(shard, damage -> damages.add(damage.detail()));
        assertThat(index.samples()).extracting(IndexedSample::key).containsExactlyElementsOf(keys(7));
        assertThat(damages).containsExactly("0 of a member's 9 bytes, expected a whole tar");
    }

    private static List<String> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i).toList();
    }

    private static void makeOlderThanItsIndex(Path shard) throws IOException {
        FileTime index = Files.getLastModifiedTime(ShardIndex.file(shard));
        Files.setLastModifiedTime(shard, FileTime.fromMillis(index.toMillis() - 1_000));
    }

    @Test
    void namesAMissingShardOrIndex() {
        assertThatThrownBy(() -> ShardIndex.of(folder.resolve("no.tar")))
                .hasMessageEndingWith("no.tar: no such file, expected a shard");
        assertThatThrownBy(() -> ShardIndex.read(shard))
                .hasMessageEndingWith("00003.idx: no such file, expected an index");
    }
}
