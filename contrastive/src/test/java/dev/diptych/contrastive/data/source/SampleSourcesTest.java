package dev.diptych.contrastive.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.contrastive.data.source.SourceOptions.Type;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleSourcesTest {
    private final Shards.Told told = new Shards.Told();

    @TempDir
    private Path folder;

    @Test
    void tellsShardsFoldersAndTablesApartAndJoinsThem() throws IOException {
        Files.write(folder.resolve("a.tar"), Shards.tar("one", "two"));
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Files.write(pictures.resolve("three.png"), Shards.IMAGE);
        Files.write(pictures.resolve("three.txt"), Shards.text("a caption of three"));
        Files.write(folder.resolve("table.tsv"), Shards.text("title\tfilepath\nfour\tpictures/three.png\n"));

        try (JoinedSamples samples = open(folder + "/a.tar::" + pictures + "::" + folder + "/table.tsv")) {
            assertThat(samples.sourceSizes()).containsExactly(2, 1, 1);
            assertThat(Shards.keys(samples)).containsExactly("a.tar/one", "a.tar/two", "three", "pictures/three.png");
            assertThat(samples.read(2).image()).contains(Shards.IMAGE);
            assertThat(samples.read(3).text()).contains("four");
            assertThat(samples.readTexts(1).members()).containsOnlyKeys("txt");
            assertThat(samples.stamp(1).key()).isEqualTo("a.tar/two");
        }
    }

    @Test
    void readsTheCaptionsOfManySamplesInTheirOrderButForThoseThatCannotBeRead() throws IOException {
        int size = Samples.READ_TOGETHER + 100;
        String[] keys = IntStream.range(0, 2 * size).mapToObj(i -> "k" + i).toArray(String[]::new);
        Files.write(folder.resolve("a.tar"), Shards.tar(Arrays.copyOf(keys, size)));
        byte[] second = Shards.tar(Arrays.copyOfRange(keys, size, 2 * size));
        Files.write(folder.resolve("b.tar"), second);
        List<String> expected =
                Arrays.stream(keys).map(key -> "a caption of " + key).collect(Collectors.toList());
        try (JoinedSamples samples = open(folder.toString())) {
            assertThat(samples.captions()).containsExactlyElementsOf(expected);
            assertThat(samples.captions().parallel()).containsExactlyElementsOf(expected);

            String text = new String(second, StandardCharsets.ISO_8859_1);
            second[text.indexOf("a caption of k" + (size + 5))] ^= 1;
            Files.write(folder.resolve("b.tar"), second);
            expected.remove(size + 5);
            assertThat(samples.captions()).containsExactlyElementsOf(expected);

            Files.delete(folder.resolve("b.tar"));
            assertThat(samples.captions()).containsExactlyElementsOf(expected.subList(0, size));
        }
    }

    @Test
    void unpacksACompressedShardOnceAndDeletesItWhenClosed() throws IOException {
        Files.write(folder.resolve("a.tar"), Shards.tar("one", "two"));
        Files.write(folder.resolve("b.tar.gz"), gzipped(Shards.tar("a".repeat(90) + "/three", "four")));

        try (JoinedSamples samples = open(folder.toString())) {
            assertThat(Shards.keys(samples))
                    .containsExactly(
                            "a.tar/one", "a.tar/two", "b.tar.gz/" + "a".repeat(90) + "/three", "b.tar.gz/four");
            assertThat(samples.read(3).image()).contains(Shards.IMAGE);
            assertThat(samples.read(3).text()).contains("a caption of four");
            assertThat(samples.place(3)).isEqualTo("b.tar.gz!four");
            assertThat(told.folders).hasSize(1);
            assertThat(told.bytes).isEqualTo(2048);
        }
        assertThat(told.folders.get(0)).doesNotExist();
        assertThat(folder.resolve("b.tar.gz.idx")).doesNotExist();
    }

    @Test
    void readsAStreamOnTheStandardInputInAnyOrder() throws IOException {
        byte[] tar = gzipped(Shards.tar("one", "two"));

        try (Samples samples = SampleSources.open("-", SourceOptions.AUTO, told, new ByteArrayInputStream(tar))) {
            assertThat(Shards.keys(samples)).containsExactly("-/one", "-/two");
            assertThat(samples.read(1).text()).contains("a caption of two");
            assertThat(samples.read(0).text()).contains("a caption of one");
        }
    }

    @Test
    void stampsASampleAlikePackedAndUnpacked() throws IOException {
        byte[] tar = Shards.tar("one");
        Files.write(folder.resolve("a.tar"), tar);
        try (Samples packed =
                        SampleSources.open("-", SourceOptions.AUTO, told, new ByteArrayInputStream(gzipped(tar)));
                Samples plain = open(folder + "/a.tar")) {
            assertThat(packed.stamp(0).image()).isEqualTo(plain.stamp(0).image());
            assertThat(packed.stamp(0).captions()).isEqualTo(plain.stamp(0).captions());
        }
    }

    @Test
    void takesOfADamagedStreamTheSamplesBeforeTheDamage() throws IOException {
        byte[] cut = gzipped(Arrays.copyOf(Shards.tar("one", "two", "three"), 5000)); // before three.txt

        try (Samples samples = SampleSources.open("-", SourceOptions.AUTO, told, new ByteArrayInputStream(cut))) {
            assertThat(Shards.keys(samples)).containsExactly("-/one", "-/two");
            assertThat(told.damages).hasSize(1);
        }
    }

    @Test
    void leavesNothingBehindOfAStreamThatIsNoTar() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        long before = unpackedIn(temporary);
        assertThatThrownBy(() -> SampleSources.open(
                        "-", SourceOptions.AUTO, told, new ByteArrayInputStream(Shards.text("<html>no</html>"))))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("read failed: -: an HTML page, expected a tar");
        assertThatThrownBy(() -> SampleSources.open(
                        "-", SourceOptions.AUTO, told, new ByteArrayInputStream(gzipped(Shards.tar()))))
                .isInstanceOf(IngestException.class)
                .hasMessage("read failed: -: neither shards nor images with captions, expected some");
        assertThat(unpackedIn(temporary)).isEqualTo(before);
    }

    @Test
    void makesUpSamplesAsManyAsAreAsked() {
        SourceOptions options = new SourceOptions(Type.SYNTHETIC, SourceOptions.Csv.OPEN_CLIP, 40);
        try (Samples samples = SampleSources.open("", options, told)) {
            assertThat(samples.size()).isEqualTo(40);
            assertThat(samples.key(39)).isEqualTo("synthetic/000000039");
            assertThat(samples.read(39).text()).contains("synthetic picture 7");
            assertThat(samples.read(39).image().orElseThrow())
                    .isEqualTo(samples.read(7).image().orElseThrow())
                    .isNotEqualTo(samples.read(8).image().orElseThrow());
            assertThat(samples.stamp(39)).isEqualTo(new SyntheticSamples(40).stamp(39));
        }
        assertThatThrownBy(() -> new SyntheticSamples(0)).hasMessageContaining("expected how many there are to be");
    }

    @Test
    void refusesAnEmptyPartAndOneThatIsMissing() throws IOException {
        Files.write(folder.resolve("a.tar"), Shards.tar("one"));
        assertThatThrownBy(() -> open(folder + "/a.tar::"))
                .isInstanceOfSatisfying(
                        IngestException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
        assertThatThrownBy(() -> open(folder + "/none.csv")).hasMessageContaining("none.csv: no such file");
        assertThatThrownBy(() -> open(folder + "/none")).hasMessageContaining("none: no such file");
    }

    private JoinedSamples open(String spec) {
        return SampleSources.open(spec, SourceOptions.AUTO, told);
    }

    private static byte[] gzipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static long unpackedIn(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("diptych-shards-"))
                    .count();
        }
    }
}
