package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.tar;
import static dev.diptych.ingest.Fixtures.text;
import static dev.diptych.ingest.Fixtures.zip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.write.IngestReport;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import dev.diptych.ingest.shard.ShardList;
import dev.diptych.ingest.shard.ShardReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caption files that are read by the name of their format, and lists of URLs, which are none. */
class DataSetsTest {
    private static final byte[] RED = png(4, 3, 0xFF0000);
    private static final byte[] BLUE = png(5, 5, 0x0000FF);
    private static final String COCO = """
        {"info": {"year": 2017}, "images": [
          {"id": 9, "file_name": "blue.png", "height": 5, "width": 5, "license": 3},
          {"id": 2, "file_name": "red.png", "height": 3, "width": 4, "license": 1}],
         "licenses": [{"id": 1, "name": "by"}],
         "annotations": [
          {"image_id": 2, "id": 71, "caption": "A red square."},
          {"image_id": 9, "id": 72, "caption": "A blue square. "},
          {"image_id": 2, "id": 73, "caption": "Something red."}]}
        """;

    @TempDir
    private Path scratch;

    private Path output = Path.of("");

    @BeforeEach
    void makeImages() throws IOException {
        output = scratch.resolve("out");
        folder(scratch.resolve("pics"), members("red.png", RED, "blue.png", BLUE));
    }

    private IngestReport ingest(String yaml) {
        IngestConfig config = ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, scratch));
        return Ingest.run(config, output, true, IngestProgress.NONE);
    }

    private IngestReport beside(Path source) {
        return Ingest.run(IngestConfig.of(List.of(source), OutputConfig.DEFAULT), output, true, IngestProgress.NONE);
    }

    private void file(String name, String contents) throws IOException {
        Files.writeString(scratch.resolve(name), contents);
    }

    private List<String> captions() {
        List<String> captions = new ArrayList<>();
        for (Path shard : ShardList.expand(output.toString())) {
            try (ShardReader reader = ShardReader.open(shard)) {
                for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
                    SampleMetadata metadata = SampleMetadata.of(sample);
                    captions.add(
                            metadata.width() + "x" + metadata.height() + " " + String.join("|", metadata.captions()));
                }
            }
        }
        return captions;
    }

    @Test
    void theBooksOfShardsAreNoCaptions() throws IOException {
        folder(scratch.resolve("pics"), members("red.txt", text("a red square"), "blue.txt", text("a blue square")));
        assertThat(beside(scratch.resolve("pics")).dropped()).isEmpty();
        Path shards = scratch.resolve("shards");
        Files.move(output, shards);
        assertThat(shards.resolve("00000_stats.json")).exists();
        assertThat(beside(shards).dropped()).isEmpty();
        assertThat(captions()).containsExactly("5x5 a blue square", "4x3 a red square");
    }

    @Test
    void jsonWithTheirNamesIsACaptionFileWhereNoShardsAre() throws IOException {
        Path pics = scratch.resolve("pics");
        byte[] red = text("{\"caption\": \"a red square\"}");
        Files.move(pics.resolve("red.png"), pics.resolve("00000_stats.png"));
        Files.move(pics.resolve("blue.png"), pics.resolve("stats.png"));
        folder(pics, members("00000_stats.json", red, "stats.json", red));
        assertThat(beside(pics).dropped()).isEmpty();
        assertThat(captions()).containsExactly("4x3 a red square", "5x5 a red square");
    }

    @Test
    void readsCocosCaptions() throws IOException {
        file("captions.json", COCO);
        IngestReport report = ingest("sources: [{table: captions.json, format: coco, folder: pics}]");
        assertThat(report.dropped()).isEmpty();
        assertThat(captions()).containsExactly("5x5 A blue square.", "4x3 A red square.|Something red.");

        Files.write(scratch.resolve("pics.zip"), zip(members("val/red.png", RED, "val/blue.png", BLUE)));
        ingest("""
            sources: [{archive: pics.zip, images: 'val/(?<key>.+)'}]
            tables: [{file: captions.json, format: coco, where: [{column: license, in: ['1']}]}]
            """);
        assertThat(captions()).containsExactly("4x3 A red square.|Something red.");
    }

    @Test
    void takesCocosArraysInAnyOrderAndNamesWhatDoesNotFit() throws IOException {
        file("captions.json", """
            {"annotations": [
              {"image_id": "2", "caption": "A red square."},
              {"image_id": 5, "caption": "Of no image."},
              {"caption": "Of nothing."}],
             "images": [{"id": 2, "file_name": "red.png"}, {"id": 3}, {"id": 9, "file_name": "blue.png"}]}
            """);
        IngestReport report = ingest("sources: [{table: captions.json, format: coco, folder: pics}]");
        assertThat(captions()).containsExactly("4x3 A red square.");
        assertThat(report.dropped())
                .containsOnly(Map.entry(DropReason.BAD_TABLE_ROW, 3L), Map.entry(DropReason.NO_CAPTION, 1L));

        file("instances.json", "{\"images\": [], \"annotations\": [{\"image_id\": 2, \"category_id\": 1}]}");
        assertThatThrownBy(() -> ingest("sources: [{table: instances.json, format: coco, folder: pics}]"))
                .hasMessageContaining(
                        "instances.json: annotations without captions, expected those of captions_*.json");
        file("list.json", "[]");
        assertThatThrownBy(() -> ingest("sources: [{table: list.json, format: coco, folder: pics}]"))
                .hasMessageContaining("list.json: no array 'annotations', expected an object with one");
        file("cut.json", COCO.substring(0, COCO.length() - 40));
        assertThatThrownBy(() -> ingest("sources: [{table: cut.json, format: coco, folder: pics}]"))
                .hasMessageContaining("cut.json: line 8: ");
    }

    @Test
    void readsKarpathysSplits() throws IOException {
        folder(scratch.resolve("val2014"), members("red.png", RED, "blue.png", BLUE));
        file("dataset_coco.json", """
            {"images": [
              {"filepath": "val2014", "sentids": [1, 2], "filename": "red.png", "imgid": 0, "split": "test",
               "sentences": [{"tokens": ["a", "red"], "raw": "A red square.", "imgid": 0, "sentid": 1},
                             {"tokens": ["red"], "raw": "Red.", "imgid": 0, "sentid": 2}], "cocoid": 7},
              {"filepath": "val2014", "sentids": [3], "filename": "blue.png", "imgid": 1, "split": "restval",
               "sentences": [{"tokens": ["blue"], "raw": "A blue square.", "imgid": 1, "sentid": 3}], "cocoid": 8}],
             "dataset": "coco"}
            """);
        ingest("sources: [{table: dataset_coco.json, format: karpathy}]");
        assertThat(captions()).containsExactly("4x3 A red square.|Red.", "5x5 A blue square.");
        ingest("sources: [{table: dataset_coco.json, format: karpathy, where: [{column: split, in: [train,"
                + " restval]}]}]");
        assertThat(captions()).containsExactly("5x5 A blue square.");

        file("dataset_flickr8k.json", """
            {"images": [{"filename": "red.png", "split": "train", "sentences": [{"raw": "Red."}]}]}
            """);
        ingest("sources: [{table: dataset_flickr8k.json, format: karpathy, folder: pics}]");
        assertThat(captions()).containsExactly("4x3 Red.");
    }

    @Test
    void takesTheFirstAnswerOfLlavasConversations() throws IOException {
        file("chat.json", """
            [{"id": "1", "image": "red.png", "conversations": [
               {"from": "human", "value": "What is this?\\n<image>"}, {"from": "gpt", "value": "<image>\\nA red square."},
               {"from": "human", "value": "Sure?"}, {"from": "gpt", "value": "Yes."}]},
             {"id": "2", "conversations": [{"from": "human", "value": "Hello"}, {"from": "gpt", "value": "Hi."}]},
             {"id": "3", "image": ["red.png", "blue.png"], "conversations": [{"from": "gpt", "value": "Two."}]},
             {"id": "4", "image": "blue.png", "conversations": [{"from": "gpt", "value": "A blue square."}]}]
            """);
        IngestReport report = ingest("sources: [{table: chat.json, format: llava, folder: pics}]");
        assertThat(captions()).containsExactly("4x3 A red square.", "5x5 A blue square.");
        assertThat(report.dropped()).containsOnly(Map.entry(DropReason.BAD_TABLE_ROW, 1L));

        file("chat.jsonl", """
            {"id": 1, "image": "red.png", "conversations": [{"from": "gpt", "value": "A red square."}]}
            """);
        ingest("sources: [{table: chat.jsonl, format: llava, folder: pics}]");
        assertThat(captions()).containsExactly("4x3 A red square.");
    }

    @Test
    void readsTheTableOfAnImageFolder() throws IOException {
        folder(scratch.resolve("pics"), members("metadata.csv", text("file_name,text\nred.png,A red square.\n")));
        ingest("sources: [{table: pics/metadata.csv, format: imagefolder}]");
        assertThat(captions()).containsExactly("4x3 A red square.");
        assertThatThrownBy(() -> ingest("sources: [{table: pics/metadata.txt, format: imagefolder}]"))
                .hasMessageContaining("format: imagefolder of metadata.txt, expected a .csv, .jsonl or .parquet");
    }

    @Test
    void findsTheTableOfAnImageFolderBesideTheImages() throws IOException {
        Map<String, byte[]> data = members(
                "a/blue.png",
                BLUE,
                "a/metadata.jsonl",
                "{\"file_name\": \"blue.png\", \"text\": \"A blue square.\"}\n"
                        + "{\"file_name\": \"no.png\", \"text\": \"x\"}\n",
                "metadata.csv",
                "file_name,caption\nred.png,A red square.\nred.png,Red.\n",
                "plain.gif",
                BLUE,
                "red.png",
                RED);
        List<Path> sources = List.of(
                folder(scratch.resolve("set"), data),
                Files.write(scratch.resolve("set.zip"), zip(data)),
                Files.write(scratch.resolve("set.tar"), tar(data)));
        for (Path source : sources) {
            IngestReport report = beside(source);
            assertThat(captions())
                    .as(source.toString())
                    .containsExactly("5x5 A blue square.", "4x3 A red square.|Red.");
            assertThat(report.dropped())
                    .containsOnly(
                            Map.entry(DropReason.NO_CAPTION, 1L), Map.entry(DropReason.CAPTION_WITHOUT_IMAGE, 1L));
            assertThat(Files.readAllLines(output.resolve("manifest.jsonl")))
                    .anyMatch(line -> line.contains("\"caption\"") && line.contains("\"metadata.csv\""));
        }
    }

    @Test
    void anotherTableBesideTheImagesDoesNoHarm() throws IOException {
        folder(
                scratch.resolve("pics"),
                members("metadata.csv", text("id,who\n1,me\n"), "red.txt", text("A red square.")));
        IngestReport report = beside(scratch.resolve("pics"));
        assertThat(captions()).containsExactly("4x3 A red square.");
        assertThat(report.dropped())
                .containsOnly(Map.entry(DropReason.NO_CAPTION, 1L), Map.entry(DropReason.BAD_TABLE_ROW, 1L));
    }

    @Test
    void saysThatNothingIsDownloaded() throws IOException {
        String hint = "; nothing is downloaded: img2dataset fetches the images into shards, which can be read";
        file("urls.txt", "https://example.org/a.jpg\nhttps://example.org/b.jpg\n");
        file("urls.csv", "url,caption\nhttps://example.org/a.jpg,A\nhttp://example.org/b.jpg,B\n");
        for (String name : List.of("urls.txt", "urls.csv")) {
            assertThatThrownBy(() -> beside(scratch.resolve(name)))
                    .hasMessage("read failed: " + scratch.resolve(name)
                            + ": a list of URLs, expected an archive or a folder" + hint);
        }
        assertThatThrownBy(() -> beside(Path.of("https://example.org/a.tar")))
                .hasMessageContaining("a URL, expected an archive or a folder" + hint);
        assertThatThrownBy(() -> ingest("{sources: [{table: urls.csv, image_column: url}], captions: ['{caption}']}"))
                .hasMessage("read failed: urls.csv: image_column 'url': URLs such as https://example.org/a.jpg,"
                        + " expected paths of files" + hint);
        file("table.csv", "file,caption\na.jpg,A\n");
        assertThatThrownBy(() -> beside(scratch.resolve("table.csv")))
                .hasMessageContaining(
                        "table.csv: a table, expected an archive or a folder; a configuration names tables");
    }
}
