package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.noise;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.text;
import static dev.diptych.ingest.Fixtures.zip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigFile;
import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.image.resize.Resampling;
import dev.diptych.image.resize.Resize;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.write.IngestReport;
import dev.diptych.ingest.shard.IndexedShard;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.ShardReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputOptionsTest {
    @TempDir
    private Path scratch;

    private Path output = Path.of("");

    @BeforeEach
    void nameTheOutput() {
        output = scratch.resolve("out");
    }

    private void source(Object... namesAndContents) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        members(namesAndContents).forEach((name, contents) -> {
            all.put(name, contents);
            all.put(name.replaceFirst("\\.\\w+$", ".txt"), text("picture " + name));
        });
        Files.write(scratch.resolve("a.zip"), zip(all));
    }

    private IngestReport ingest(String options) {
        return ingest("a.zip", options);
    }

    private IngestReport ingest(String archive, String options) {
        String yaml = "sources: [{archive: " + archive + "}]\noutput: {" + options + "}\n";
        IngestConfig config = ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, scratch));
        return Ingest.run(config, output, false, IngestProgress.NONE);
    }

    private static List<SampleMetadata> samples(Path shard) {
        List<SampleMetadata> samples = new ArrayList<>();
        try (ShardReader reader = ShardReader.open(shard)) {
            for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                samples.add(SampleMetadata.of(sample));
            }
        }
        return samples;
    }

    private static RgbImage blurred(long seed) {
        RgbImage noise = new ImageDecoder().decode(noise(6, seed)).image();
        return Resize.resize(noise, 96, 96, Resampling.BICUBIC);
    }

    @Test
    void dropsImagesByTheirSizeAndShape() throws IOException {
        source(
                "ok.png",
                png(40, 30, 1),
                "small.png",
                png(60, 9, 1),
                "large.png",
                png(60, 50, 1),
                "long.png",
                png(81, 20, 1));
        IngestReport report = ingest("min_image_size: 10, max_image_area: 2000, max_aspect_ratio: 4");
        assertThat(report.dropped())
                .isEqualTo(Map.of(
                        DropReason.IMAGE_TOO_SMALL, 1L,
                        DropReason.AREA_TOO_LARGE, 1L,
                        DropReason.ASPECT_RATIO_TOO_LARGE, 1L));
        assertThat(output.resolve("manifest.jsonl"))
                .content()
                .contains("60x9 pixels, expected a shorter side of at least 10")
                .contains("81x20 pixels, expected an aspect ratio of at most 4.0");
    }

    @Test
    void resizesOnlyWhatIsBiggerAndKeepsTheBytesOfTheRest() throws IOException {
        byte[] small = png(20, 10, 0x00FF00);
        source("1.png", small, "2.png", png(80, 40, 0x00FF00));
        ingest("image_size: 32, resize_mode: keep_ratio_largest, resize_only_if_bigger: true, encode_format: jpg,"
                + " skip_reencode: true");
        try (IndexedShard shard = IndexedShard.open(output.resolve("00000.tar"))) {
            assertThat(shard.sample(0).members()).containsOnlyKeys("png", "txt", "json");
            assertThat(shard.sample(0).image()).contains(small);
            assertThat(shard.sample(1).members()).containsOnlyKeys("jpg", "txt", "json");
            assertThat(SampleMetadata.of(shard.sample(1)).width()).isEqualTo(32);
            assertThat(SampleMetadata.of(shard.sample(1)).height()).isEqualTo(16);
        }
    }

    @Test
    void writesTheHashThatIsAskedFor() throws IOException {
        source("1.png", png(2, 2, 1));
        record Case(String option, String field, int digits) {}
        for (Case each : List.of(
                new Case("md5", "\"md5\":\"", 32),
                new Case("sha1", "\"sha1\":\"", 40),
                new Case("sha512", "\"sha512\":\"", 128))) {
            output = scratch.resolve(each.option());
            ingest("compute_hash: " + each.option());
            try (IndexedShard shard = IndexedShard.open(output.resolve("00000.tar"))) {
                assertThat(new String(shard.sample(0).members().get("json"), UTF_8))
                        .containsPattern(each.field() + "[0-9a-f]{" + each.digits() + "}\"");
            }
        }
        output = scratch.resolve("none");
        ingest("compute_hash: none");
        assertThat(samples(output.resolve("00000.tar")).get(0).hash()).isNull();
    }

    @Test
    void writesFoldersOfFiles() throws IOException {
        source("1.png", png(2, 2, 1), "2.png", png(2, 2, 2), "3.png", png(2, 2, 3));
        ingest("output_format: files, number_sample_per_shard: 2");
        try (Stream<Path> files = Files.walk(output)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> output.relativize(file).toString()))
                    .contains(
                            "00000/000000000.png",
                            "00000/000000001.txt",
                            "00000_stats.json",
                            "00001/000010000.json",
                            "report.html")
                    .noneMatch(name -> name.endsWith(".tar") || name.endsWith(".idx"));
        }
    }

    @Test
    void leavesOutDuplicatesAfterTheFirst() throws IOException {
        RgbImage image = blurred(1);
        byte[] file = ImageEncoder.png(image);
        source(
                "1.png",
                file,
                "2.png",
                ImageEncoder.png(blurred(2)),
                "3.png",
                file,
                "4.jpg",
                ImageEncoder.jpeg(image, 70));
        assertThat(ingest("dedup: near").dropped())
                .isEqualTo(Map.of(DropReason.DUPLICATE_IMAGE, 1L, DropReason.NEAR_DUPLICATE_IMAGE, 1L));
        assertThat(output.resolve("manifest.jsonl"))
                .content()
                .contains("the same file as 00000!000000000\",\"duplicate_of\":\"00000!000000000\",\"distance\":0")
                .contains("looks like 00000!000000000");
        assertThat(output.resolve("report.html"))
                .content()
                .contains("a.zip!3.png")
                .contains("a.zip!4.jpg");
        output = scratch.resolve("exact");
        assertThat(ingest("dedup: exact").kept()).isEqualTo(3);
        output = scratch.resolve("none");
        assertThat(ingest("dedup: none").kept()).isEqualTo(4);
    }

    @Test
    void leavesOutWhatStandsInAnEvaluationSet() throws IOException {
        byte[] shared = ImageEncoder.png(blurred(1));
        source("1.png", shared, "2.png", ImageEncoder.png(blurred(2)));
        output = scratch.resolve("eval");
        ingest("encode_format: jpg, image_size: 8, resize_mode: border");
        source("x.png", shared, "y.jpg", ImageEncoder.jpeg(blurred(3), 80), "z.png", ImageEncoder.png(blurred(4)));
        Files.createDirectories(scratch.resolve("pictures"));
        Files.write(scratch.resolve("pictures/p.png"), ImageEncoder.png(blurred(3)));
        output = scratch.resolve("train");
        IngestReport report = ingest("against: [eval, pictures]");
        assertThat(report.dropped()).isEqualTo(Map.of(DropReason.IN_EVALUATION_SET, 2L));
        // The first by the hash of the file that the set was made from, since the set's own picture is too small.
        assertThat(output.resolve("manifest.jsonl"))
                .content()
                .contains("stands in the evaluation set as eval/00000.tar!000000000")
                .contains("stands in the evaluation set as pictures/p.png");
        assertThat(output.resolve("report.html")).content().contains("in_evaluation_set");
        Files.createDirectories(scratch.resolve("empty"));
        output = scratch.resolve("other");
        assertThatThrownBy(() -> ingest("against: [empty]"))
                .hasMessageContaining("no image, expected an evaluation set of shards or images");
    }

    @Test
    void splitsByAColumnAndCountsEachSplit() throws IOException {
        Map<String, byte[]> data = new LinkedHashMap<>();
        for (int i = 0; i < 60; i++) {
            data.put(i + ".png", png(3, 3, i));
            data.put(
                    i + ".json",
                    text("{\"caption\": \"c\", \"who\": \"w" + i % 12 + "\", \"licence\": \"CC" + i + "\"}"));
        }
        Files.write(scratch.resolve("a.zip"), zip(data));
        IngestReport report = ingest("split: 'train=0.6,val=0.4', split_by: who, licence_column: licence");
        Map<String, String> splitOf = new TreeMap<>();
        int kept = 0;
        for (String split : List.of("train", "val")) {
            for (SampleMetadata sample : samples(output.resolve(split + "/00000.tar"))) {
                String member = String.valueOf(sample.sourceMember());
                int number = Integer.parseInt(member.replace(".png", ""));
                String before = splitOf.putIfAbsent("w" + number % 12, split);
                assertThat(before == null || before.equals(split)).isTrue();
                assertThat(sample.licence()).isEqualTo("CC" + number);
                kept++;
            }
            assertThat(output.resolve(split + "/stats.json")).content().contains("\"split\" : \"" + split + "\"");
        }
        assertThat(kept).isEqualTo(60);
        assertThat(splitOf.values()).contains("train", "val");
        assertThat(report.shards()).isEqualTo(2);
    }

    @Test
    void accountsForEveryMember() throws IOException {
        Files.write(
                scratch.resolve("a.zip"),
                zip(members(
                        "1.png",
                        png(2, 2, 1),
                        "1.txt",
                        "one",
                        "readme.md",
                        "x",
                        "2.png",
                        "no image",
                        "2.txt",
                        "two",
                        "3.txt",
                        "orphan")));
        assertThat(ingest("").members()).isEqualTo(6);
        List<String> lines = Files.readAllLines(output.resolve("manifest.jsonl"));
        assertThat(lines)
                .map(line -> line.replaceAll(".*\"status\":\"(\\w+)\".*\"source_member\":\"?([^\",]*)\"?.*", "$1 $2"))
                .containsExactly(
                        "kept 1.png",
                        "caption 1.txt",
                        "not_selected readme.md",
                        "dropped 2.png",
                        "caption 2.txt",
                        "caption 3.txt",
                        "dropped null");
    }

    @Test
    void reportsInOneWellFormedPageThatAsksForNothing() throws Exception {
        source("<b>&'\".png", png(30, 20, 0xFF8800), "2.png", "no image");
        ingest("");
        byte[] page = Files.readAllBytes(output.resolve("report.html"));
        String html = new String(page, UTF_8);
        assertThat(html)
                .doesNotContain("<script", "http://", "https://", "<b>&")
                .contains("not_an_image");
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        assertThat(factory.newDocumentBuilder()
                        .parse(new ByteArrayInputStream(page))
                        .getElementsByTagName("img")
                        .getLength())
                .isEqualTo(1);
    }
}
