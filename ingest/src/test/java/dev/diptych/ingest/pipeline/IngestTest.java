package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.gzip;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.noise;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static dev.diptych.ingest.Fixtures.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigFile;
import dev.diptych.image.DecodedImage;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.duplicate.Hash128;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.write.IngestReport;
import dev.diptych.ingest.shard.FileHash;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.ShardList;
import dev.diptych.ingest.shard.ShardReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTest {
    private static final byte[] RED = png(4, 3, 0xFF0000);
    private static final byte[] BLUE = png(5, 5, 0x0000FF);

    @TempDir
    private Path scratch;

    private Path output = Path.of("");

    @BeforeEach
    void nameTheOutput() {
        output = scratch.resolve("out");
    }

    private Path file(String name, byte[] contents) throws IOException {
        return Files.write(scratch.resolve(name), contents);
    }

    private IngestReport ingest(Path... sources) {
        return Ingest.run(IngestConfig.of(List.of(sources), OutputConfig.DEFAULT), output, false, IngestProgress.NONE);
    }

    private IngestReport ingest(String yaml) {
        IngestConfig config = ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, scratch));
        return Ingest.run(config, output, false, IngestProgress.NONE);
    }

    private static OutputConfig config(String output) {
        return ConfigFile.parse("i.yaml", "sources: [{archive: a}]\noutput: {" + output + "}\n")
                .as(root -> IngestConfig.from(root, Path.of("")))
                .output();
    }

    private List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (Path shard : ShardList.expand(output.toString())) {
            try (ShardReader reader = ShardReader.open(shard)) {
                for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                    samples.add(sample);
                }
            }
        }
        return samples;
    }

    private List<String> captions() {
        return samples().stream()
                .map(sample -> sample.key() + " " + sample.text().orElse("?"))
                .toList();
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                contents.put(
                        file.getFileName().toString(),
                        Hash128.of(Files.readAllBytes(file)).hex());
            }
        }
        return contents;
    }

    @Test
    void takesCaptionsFromFilesBesideTheImagesInEveryKindOfSource() throws IOException {
        Map<String, byte[]> data = members(
                "x/b.png",
                BLUE,
                "x/b.txt",
                "a blue square\n",
                "x/a.json",
                "{\"caption\": \"red\", \"n\": 1}",
                "x/a.PNG",
                RED);
        List<Path> sources = List.of(
                file("a.tar", tar(data)),
                file("a.tgz", gzip(tar(data))),
                file("a.zip", zip(data)),
                folder(scratch.resolve("folder"), data));
        for (Path source : sources) {
            output = scratch.resolve("out-" + source.getFileName());
            IngestReport report = ingest(source);

            assertThat(report).isEqualTo(new IngestReport(4, 2, 2, 2, 2, 1, Map.of()));
            assertThat(captions()).hasSize(2).allMatch(line -> line.matches("00000000[01] (a blue square|red)"));
        }
    }

    @Test
    void keepsWhatADamagedArchiveStillHolds() throws IOException {
        byte[] whole = gzip(tar(members("1.png", RED, "1.txt", "red", "2.png", noise(60, 7), "2.txt", "noise")));
        file("a.tgz", Arrays.copyOf(whole, whole.length / 2));
        file("b.zip", Arrays.copyOf(zip(members("3.png", RED, "3.txt", "red")), 60));
        file("c.tar", tar(members("4.png", BLUE, "4.txt", "blue")));
        IngestReport report = ingest("""
            sources: [{archive: a.tgz}, {archive: '{b.zip,c.tar}'}]
            output: {}
            """);

        assertThat(captions()).containsExactly("000000000 red", "000000001 blue");
        assertThat(report.dropped())
                .containsEntry(DropReason.DAMAGED_ARCHIVE, 2L)
                .containsEntry(DropReason.NO_CAPTION, 1L);
    }

    @Test
    void readsTheFilesThatATableNames() throws IOException {
        folder(scratch.resolve("photos"), members("x/1.png", RED, "2.png", BLUE, "3.png", RED));
        file("t.jsonl", text("""
            {"path": "2.png", "text": "blue"}
            {"path": "x/1.png", "text": ["red", "a red one"]}
            {"path": "none.png", "text": "gone"}
            {"path": "../t.jsonl", "text": "out"}
            no json
            """));
        IngestReport report = ingest("""
            sources: [{table: t.jsonl, image_column: path, folder: photos}]
            captions: ['{text}']
            """);

        assertThat(captions()).containsExactly("000000000 blue", "000000001 red, a red one");
        assertThat(report.dropped())
                .isEqualTo(Map.of(
                        DropReason.NO_FILE, 1L,
                        DropReason.UNSAFE_NAME, 1L,
                        DropReason.BAD_TABLE_ROW, 1L));
    }

    @Test
    void readsATarOnStandardInputSampleBySample() throws IOException {
        byte[] tar = tar(members(
                "0.png",
                RED,
                "0.txt",
                "red",
                "1.json",
                "{\"caption\": \"blue\"}",
                "1.png",
                BLUE,
                "2.txt",
                "none",
                "3.png",
                RED));
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(gzip(tar)));
        try {
            IngestReport report = ingest("sources: [{archive: '-'}]\noutput: {}\n");
            assertThat(captions()).containsExactly("000000000 red", "000000001 blue");
            assertThat(report.dropped())
                    .isEqualTo(Map.of(DropReason.CAPTION_WITHOUT_IMAGE, 1L, DropReason.NO_CAPTION, 1L));
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void countsCaptionsThatCannotBeUsed() throws IOException {
        file(
                "a.zip",
                zip(members(
                        "1.png",
                        RED,
                        "1.json",
                        "{\"captions\": [\"red\", \"much too long\", \"\\u0007\", \"caf\\ufffd\"]}",
                        "2.png",
                        BLUE,
                        "2.txt",
                        new byte[] {'c', (byte) 0xE9})));
        IngestReport report = ingest("sources: [{archive: a.zip}]\nmax_caption_length: 8\noutput: {}\n");

        assertThat(captions()).containsExactly("000000000 red");
        assertThat(report.dropped())
                .isEqualTo(Map.of(
                        DropReason.CAPTION_TOO_LONG, 1L,
                        DropReason.EMPTY_CAPTION, 1L,
                        DropReason.CAPTION_NOT_TEXT, 2L,
                        DropReason.NO_CAPTION, 1L));
        assertThat(report.images()).isEqualTo(2);
    }

    @Test
    void takesTheFirstLineOrEachLineWhereToldTo() throws IOException {
        file("a.zip", zip(members("1.png", RED, "1.txt", "\nA red square.\nde.utf8=Ein Quadrat.\n")));
        ingest("sources: [{archive: a.zip, text: first}]\noutput: {}\n");
        assertThat(captions()).containsExactly("000000000 A red square.");
        output = scratch.resolve("each");
        ingest("sources: [{archive: a.zip, text: each}]\noutput: {}\n");
        assertThat(captions()).containsExactly("000000000 A red square., de.utf8=Ein Quadrat.");
    }

    @Test
    void writesImg2datasetsLayoutWithProvenance() throws IOException {
        ingest(file("a.zip", zip(members("p/1.png", RED, "p/1.txt", "red"))));

        Sample sample = samples().get(0);
        assertThat(sample.members().keySet()).containsExactly("png", "txt", "json");
        assertThat(sample.members().get("png")).isEqualTo(RED);
        SampleMetadata metadata = SampleMetadata.of(sample);
        assertThat(metadata.captions()).containsExactly("red");
        assertThat(metadata.concept()).isEqualTo("a.zip!p/1");
        assertThat(metadata.sourceArchive()).isEqualTo("a.zip");
        assertThat(metadata.sourceMember()).isEqualTo("p/1.png");
        assertThat(metadata.width()).isEqualTo(4);
        assertThat(metadata.originalHeight()).isEqualTo(3);
        assertThat(metadata.hash()).extracting(FileHash::hex).asString().hasSize(64);
        assertThat(contents(output))
                .containsOnlyKeys(
                        "00000.idx",
                        "00000.tar",
                        "00000_stats.json",
                        "dropped.jsonl",
                        "ingest.json",
                        "manifest.jsonl",
                        "report.html",
                        "stats.json");
        assertThat(output.resolve("00000_stats.json")).content().contains("\"successes\" : 1");
    }

    @Test
    void joinsATableAndNamesWhatIsLeftOver() throws IOException {
        file("a.zip", zip(members("1.png", RED, "2.png", BLUE, "3.png", RED, "4.png", BLUE, "readme.md", "x")));
        file("t.csv", text("id,name,ok\n1,red,yes\n2,,yes\n4,blue,no\n5,green,yes\n"));
        IngestReport report = ingest("""
            sources: [{archive: a.zip}]
            tables: [{file: t.csv, key_column: id, where: [{column: ok, in: ['yes']}]}]
            captions: ['a {name} square', '{name}']
            """);

        assertThat(report.dropped())
                .isEqualTo(Map.of(
                        DropReason.NO_CAPTION, 1L,
                        DropReason.NO_TABLE_ROW, 1L,
                        DropReason.FILTERED, 1L,
                        DropReason.CAPTION_WITHOUT_IMAGE, 1L));
        assertThat(captions()).containsExactly("000000000 a red square, red");
        assertThat(SampleMetadata.of(samples().get(0)).concept()).isEqualTo("1");
        assertThat(output.resolve("dropped.jsonl")).content().isEqualTo("""
            {"reason":"no_caption","source_archive":"a.zip","source_member":"2.png","key":"2","error_message":"every template is empty, expected a caption"}
            {"reason":"no_table_row","source_archive":"a.zip","source_member":"3.png","key":"3","error_message":"no row of key '3' in t.csv"}
            {"reason":"filtered","source_archive":"a.zip","source_member":"4.png","key":"4","error_message":"a row that a filter rejects, expected one that passes"}
            {"reason":"caption_without_image","source_archive":"t.csv","source_member":null,"key":"5","error_message":"no image of this key in any source"}
            """);
        assertThat(output.resolve("stats.json")).content().contains("\"no_table_row\" : 1", "\"members\" : 5");
    }

    @Test
    void dropsBadImagesByReasonAndKeepsTheRest() throws IOException {
        byte[] flipped = RED.clone();
        flipped[RED.length - 20] ^= 0x55;
        Map<String, byte[]> data = members(
                "empty.png",
                new byte[0],
                "html.png",
                "<html>not found</html>",
                "cut.png",
                Arrays.copyOf(BLUE, BLUE.length / 2),
                "flipped.png",
                flipped,
                "wide.png",
                png(200, 100, 0),
                "long.png",
                new byte[5000],
                "good.png",
                RED,
                "d/good.png",
                BLUE);
        Map<String, byte[]> all = new LinkedHashMap<>(data);
        data.keySet().forEach(name -> all.put(name.replace(".png", ".txt"), text("x")));
        all.put("badjson.png", BLUE);
        all.put("badjson.json", text("{"));
        all.put("bare.png", BLUE);
        all.put("orphan.txt", text("nothing to see"));
        file("a.tar", tar(all));
        folder(scratch.resolve("a"), all);
        String yaml = """
            sources: [{archive: %s, key_transform: [base_name]}]
            output: {max_image_pixels: 10000, max_file_bytes: 4000}
            """;
        IngestReport report = ingest(yaml.formatted("a.tar"));
        output = scratch.resolve("out-folder");
        assertThat(ingest(yaml.formatted("a"))).as("the same files in a folder").isEqualTo(report);

        assertThat(report.kept()).isEqualTo(1);
        assertThat(report.images()).isEqualTo(10);
        assertThat(report.dropped())
                .containsEntry(DropReason.EMPTY_FILE, 1L)
                .containsEntry(DropReason.NOT_AN_IMAGE, 1L)
                .containsEntry(DropReason.TRUNCATED_IMAGE, 1L)
                .containsEntry(DropReason.CORRUPT_IMAGE, 1L)
                .containsEntry(DropReason.TOO_MANY_PIXELS, 1L)
                .containsEntry(DropReason.FILE_TOO_LARGE, 1L)
                .containsEntry(DropReason.DUPLICATE_KEY, 1L)
                .containsEntry(DropReason.BAD_CAPTION_FILE, 1L)
                .containsEntry(DropReason.NO_CAPTION, 1L)
                .containsEntry(DropReason.CAPTION_WITHOUT_IMAGE, 1L)
                .hasSize(10);
    }

    @Test
    void saysWhichPictureACaptionHasThatIsNotAmongTheImages() throws IOException {
        byte[] lfs = text("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");
        file(
                "a.tar",
                tar(members(
                        "a.jfif", RED, "a.txt", "red", "b.heic", BLUE, "b.txt", "blue", "c.jpe", lfs, "c.txt", "x")));

        IngestReport report = ingest("sources: [{archive: a.tar}]\noutput: {}\n");

        assertThat(captions()).containsExactly("000000000 red");
        assertThat(report.dropped())
                .isEqualTo(Map.of(DropReason.CAPTION_WITHOUT_IMAGE, 1L, DropReason.NOT_AN_IMAGE, 1L));
        assertThat(output.resolve("dropped.jsonl"))
                .content()
                .contains("no image of this name but b.heic, which is not among the images")
                .contains("Git LFS pointer");
    }

    @Test
    void dropsADamagedZipMember() throws IOException {
        byte[] zip = zip(members("a.png", RED, "a.txt", "red", "b.png", BLUE, "b.txt", "blue"));
        zip[45] ^= 0x10;
        assertThat(ingest(file("a.zip", zip)).dropped()).isEqualTo(Map.of(DropReason.DAMAGED_MEMBER, 1L));
        assertThat(captions()).containsExactly("000000000 blue");
    }

    @Test
    void writesTheSameBytesOnEveryRunAndAnyNumberOfThreads() throws IOException {
        Map<String, byte[]> data = new LinkedHashMap<>();
        for (int i = 0; i < 60; i++) {
            data.put(i + ".png", i % 7 == 3 ? text("broken") : png(1 + i, 20, i));
            data.put(i + ".txt", text("image " + i));
        }
        Path source = file("a.tgz", gzip(tar(data)));
        List<Map<String, String>> runs = new ArrayList<>();
        for (int threads : new int[] {1, 1, 5}) {
            Path out = scratch.resolve("out" + runs.size());
            OutputConfig shape = config("number_sample_per_shard: 20, encode_format: jpg, image_size: 16");
            Ingest.run(IngestConfig.of(List.of(source), shape), out, false, IngestProgress.NONE, threads);
            runs.add(contents(out));
        }
        assertThat(runs.get(0))
                .containsKeys("00000.tar", "00001.tar", "00002.tar")
                .doesNotContainKey("00003.tar");
        assertThat(runs.get(1)).isEqualTo(runs.get(0));
        assertThat(runs.get(2)).isEqualTo(runs.get(0));
    }

    @Test
    void numbersKeysByShard() throws IOException {
        file("a.zip", zip(members("1.png", RED, "1.txt", "a", "2.png", RED, "2.txt", "b", "3.png", RED, "3.txt", "c")));
        ingest("sources: [{archive: a.zip}]\noutput: {number_sample_per_shard: 2}");
        assertThat(captions()).containsExactly("000000000 a", "000000001 b", "000010000 c");
    }

    @Test
    void resizesAndEncodes() throws IOException {
        file("a.zip", zip(members("1.png", png(40, 20, 0x00FF00), "1.txt", "green")));
        record Case(String options, int width, int height, int corner) {}
        for (Case c : List.of(
                new Case("encode_format: png, image_size: 10, resize_mode: border", 10, 10, 0xFFFFFF),
                new Case("encode_format: png, image_size: 10, resize_mode: keep_ratio", 20, 10, 0x00FF00),
                new Case("encode_format: png, image_size: 10, resize_mode: center_crop", 10, 10, 0x00FF00),
                new Case("encode_format: png", 40, 20, 0x00FF00))) {
            output = scratch.resolve(c.options().replaceAll("\\W", ""));
            ingest("sources: [{archive: a.zip}]\noutput: {" + c.options() + "}\n");
            Sample sample = samples().get(0);
            DecodedImage image = new ImageDecoder().decode(sample.image().orElseThrow());
            assertThat(image.format()).isEqualTo(ImageFormat.PNG);
            assertThat(image.image().width()).isEqualTo(c.width());
            assertThat(image.image().height()).isEqualTo(c.height());
            assertThat(image.image().rgb(0, 0)).isEqualTo(c.corner());
            assertThat(SampleMetadata.of(sample).width()).isEqualTo(c.width());
            assertThat(SampleMetadata.of(sample).originalWidth()).isEqualTo(40);
        }
    }

    @Test
    void readsItsOwnShardsAgainWithAllCaptionsAndConcepts() throws IOException {
        file("a.zip", zip(members("1.png", RED)));
        file("t.jsonl", text("{\"id\": \"1\", \"name\": [\"red\", \"crimson\"]}"));
        ingest("sources: [{archive: a.zip}]\ntables: [{file: t.jsonl, key_column: id}]\ncaptions: ['{name}']");
        Path first = output.resolve("00000.tar");
        output = scratch.resolve("again");
        ingest(first);
        SampleMetadata metadata = SampleMetadata.of(samples().get(0));
        assertThat(metadata.captions()).containsExactly("red", "crimson");
        assertThat(metadata.concept()).isEqualTo("1");
    }

    @Test
    void tellsProgressUpToTheEnd() throws IOException {
        Path source = file("a.zip", zip(members("1.png", RED, "1.txt", "a", "2.png", "x", "2.txt", "b")));
        List<IngestProgress.At> told = new ArrayList<>();
        Ingest.run(IngestConfig.of(List.of(source), OutputConfig.DEFAULT), output, false, told::add);
        assertThat(told).last().isEqualTo(new IngestProgress.At(2, 1, 1));
        assertThat(told).isSortedAccordingTo((a, b) -> Double.compare(a.fraction(), b.fraction()));
    }

    @Test
    void namesAnArchiveThatIsMissingOrHoldsNoImage() throws IOException {
        Path missing = scratch.resolve("none.zip");
        assertThatThrownBy(() -> ingest(missing))
                .isInstanceOf(IngestException.class)
                .hasMessage("read failed: " + missing + ": no such file, expected an archive or a folder");
        Path empty = file("empty.tar", tar(Map.of()));
        assertThatThrownBy(() -> ingest(empty)).hasMessageContaining("empty.tar: no files, expected names like");
        Path other = file("other.zip", zip(members("a.txt", "x", "b.csv", "y")));
        assertThatThrownBy(() -> ingest(other))
                .hasMessageContaining("other.zip: no image among members such as a.txt, b.csv, expected names like");
        assertThat(output).doesNotExist();
    }

    @Test
    void countsTheCaptionsThatAreCut() throws IOException {
        List<String> many =
                IntStream.range(0, 300).mapToObj(i -> "\"caption " + i + "\"").toList();
        IngestReport report =
                ingest(file("a.zip", zip(members("1.png", RED, "1.json", "{\"captions\": " + many + "}"))));
        assertThat(report.captions()).isEqualTo(256);
        assertThat(report.dropped()).isEqualTo(Map.of(DropReason.TOO_MANY_CAPTIONS, 1L));
        assertThat(Files.readString(output.resolve("dropped.jsonl")))
                .contains("44 more captions, expected at most 256 of each template");
    }

    @Test
    void failsWhenNothingIsKept() throws IOException {
        Path source = file("a.zip", zip(members("1.png", RED, "2.png", "x", "2.txt", "b")));
        assertThatThrownBy(() -> ingest(source))
                .hasMessage("read failed: " + source
                        + ": no image kept of 2 (1 no_caption, 1 not_an_image; the first: a.zip!1.png: no"
                        + " 1.txt, .cap, .caption or .json, expected one), expected at least one");
        assertThat(output.resolve("dropped.jsonl")).exists();
    }
}
