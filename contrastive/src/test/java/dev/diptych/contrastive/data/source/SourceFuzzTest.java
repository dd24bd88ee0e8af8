package dev.diptych.contrastive.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.file.Damage;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.shard.ShardIndex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of a source's bytes, it is read, or refused by the house's exceptions. */
class SourceFuzzTest {
    private static final int FILES = 300;

    @TempDir
    private Path folder;

    private interface Opening {
        Samples of(byte[] bytes) throws IOException;
    }

    @Test
    void shards() throws IOException {
        fuzz(Shards.tar("one", "two"), bytes -> {
            Path shard = Files.write(folder.resolve("a.tar"), bytes);
            Files.deleteIfExists(ShardIndex.file(shard));
            return SampleSources.open(shard.toString(), SourceOptions.AUTO, new Shards.Told());
        });
    }

    @Test
    void packedStreams() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(Shards.tar("one", "two"));
        }
        fuzz(
                packed.toByteArray(),
                bytes -> SampleSources.open(
                        "-", SourceOptions.AUTO, new Shards.Told(), new ByteArrayInputStream(bytes)));
    }

    @Test
    void indexesWhoseChecksumIsRight() throws IOException {
        Path shard = Files.write(folder.resolve("a.tar"), Shards.tar("one", "two"));
        byte[] index = ShardIndex.of(shard).encoded();
        fuzz(Arrays.copyOf(index, index.length - 16), bytes -> {
            Files.write(ShardIndex.file(shard), withChecksum(bytes));
            return SampleSources.open(shard.toString(), SourceOptions.AUTO, new Shards.Told());
        });
    }

    @Test
    void refusesAnIndexThatSaysMoreThanTheShardHolds() throws IOException {
        Path shard = Files.write(folder.resolve("a.tar"), Shards.tar("one"));
        String index = new String(ShardIndex.of(shard).encoded(), StandardCharsets.US_ASCII);
        String body = index.substring(0, index.length() - 16);
        for (String place :
                new String[] {"png 512 2147483647 ", "png 9223372036854775807 9 ", "png 2199023255552 9 "}) {
            byte[] bytes = body.replaceFirst("png 512 \\d+ ", place).getBytes(StandardCharsets.US_ASCII);
            Files.write(ShardIndex.file(shard), withChecksum(bytes));
            Shards.Told told = new Shards.Told();
            assertThat(Shards.keys(SampleSources.open(shard.toString(), SourceOptions.AUTO, told)))
                    .containsExactly("a.tar/one");
            assertThat(told.damages).isEmpty();
        }
    }

    @Test
    void tables() throws IOException {
        Files.write(folder.resolve("a.png"), Shards.IMAGE);
        fuzz(Shards.text("filepath\ttitle\na.png\t\"a \"\"first\"\" one\"\n./a.png\tsecond\n"), bytes -> {
            Path table = Files.write(folder.resolve("t.csv"), bytes);
            return SampleSources.open(table.toString(), SourceOptions.AUTO, new Shards.Told());
        });
    }

    private static void fuzz(byte[] good, Opening opening) {
        int read = Damage.read(good, FILES, Refused.class, bytes -> {
            try (Samples samples = opening.of(bytes)) {
                for (int i = 0; i < samples.size(); i++) {
                    samples.stamp(i);
                    samples.read(i);
                }
            } catch (IngestException e) {
                assertThat(e).hasMessageContaining("expected");
                throw new Refused(e);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("read samples: ");
                throw new Refused(e);
            }
        });
        assertThat(read).as("sources that were read for all that").isPositive();
    }

    /** One of the two refusals of a source. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(RuntimeException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static byte[] withChecksum(byte[] body) {
        CRC32C sum = new CRC32C();
        sum.update(body);
        byte[] end = ("crc32c " + HexFormat.of().toHexDigits((int) sum.getValue()) + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(body, body.length + end.length);
        System.arraycopy(end, 0, all, body.length, end.length);
        return all;
    }
}
