package dev.diptych.contrastive.embed.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.tar.TarWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedInputTest {
    @TempDir
    Path folder;

    private static byte[] shard(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter writer = new TarWriter(bytes)) {
            for (String name : names) {
                writer.add(name, name.getBytes(UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] gzip(byte[] contents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(contents);
        }
        return bytes.toByteArray();
    }

    /** Each sample's key with the names of its files, or why there are none. */
    private static List<List<String>> read(EmbedInput input) {
        List<List<String>> partitions = new ArrayList<>();
        for (int i = 0; i < input.partitions(); i++) {
            List<String> samples = new ArrayList<>();
            input.read(
                    i,
                    sample -> samples.add(name(sample.key()) + ": "
                            + (sample.problem() == null
                                    ? new String(sample.sample().image().orElseThrow(), UTF_8) + " "
                                            + beside(sample.sample())
                                    : sample.problem())));
            partitions.add(samples);
        }
        return partitions;
    }

    private static List<String> beside(Sample sample) {
        return sample.members().keySet().stream()
                .filter(extension -> !Sample.isImage(extension))
                .toList();
    }

    private static String name(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    @Test
    void goesOnPastShardsThatAreDamagedOrNone() throws IOException {
        byte[] whole = shard("b.png", "b.txt", "c.png", "c.txt");
        Files.writeString(folder.resolve("0.tar"), "version https://git-lfs.github.com/spec/v1\n");
        Files.write(folder.resolve("1.tar"), Arrays.copyOf(whole, 2560));
        Files.write(folder.resolve("2.tar.gz"), gzip(shard("__meta__/x.png", "d.png")));
        Files.createFile(folder.resolve("3.tar"));
        EmbedInput input = EmbedInput.images(folder.toString(), 10, false);
        String failed = ".tar: read failed: " + folder + "/";
        assertThat(read(input))
                .containsExactly(
                        List.of(
                                "0" + failed
                                        + "0.tar: a Git LFS pointer, not the file, which 'git lfs pull' fetches, expected a tar"),
                        List.of(
                                "b: b.png [txt]",
                                "1" + failed + "1.tar at byte 2560: 0 of a member's 5 bytes, expected a whole tar"),
                        List.of("d: d.png []"),
                        List.of("3" + failed + "3.tar: 0 bytes, expected a tar"));
        assertThat(input.startsWithCaption()).isTrue();
    }

    @Test
    void followsLinksToPicturesAndTheirCaptionsWhereAsked() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("blobs")).resolve("1"), "one");
        Path snapshot = Files.createDirectories(folder.resolve("snapshot"));
        for (String name : List.of("a.png", "a.txt", "b.png")) {
            Files.createSymbolicLink(snapshot.resolve(name), Path.of("../blobs/1"));
        }
        Files.createSymbolicLink(snapshot.resolve("loop"), Path.of("."));
        assertThat(read(EmbedInput.images(snapshot.toString(), 10, true)))
                .containsExactly(List.of("a.png: one [txt]", "b.png: one []"));
        String problem = ": a link, expected a file; follow_links follows it";
        assertThat(read(EmbedInput.images(snapshot.toString(), 10, false)))
                .containsExactly(List.of("a.png" + problem, "b.png" + problem));
    }
}
