package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.tar;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.shard.IndexedShard;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shards know of the original images stays when they are ingested again. */
class ReshardTest {
    /** A sample of shard_nan_json.tar, as img2dataset writes it, and a score that Python has none of. */
    private static final Map<String, byte[]> SAMPLE = members(
            "000000007.png",
            png(40, 30, 0xFF0000),
            "000000007.txt",
            "a red square",
            "000000007.json",
            "{\"caption\": \"a red square\", \"url\": \"https://example.com/7\", \"key\": \"000000007\","
                    + " \"status\": \"success\", \"error_message\": null, \"width\": 40, \"height\": 30,"
                    + " \"original_width\": 80, \"original_height\": 60, \"exif\": \"{}\", \"sha256\": \""
                    + "0".repeat(64) + "\", \"md5\": \"ab\", \"similarity\": NaN, \"LICENSE\": \"CC0\"}");

    @TempDir
    private Path scratch;

    private String json(Path source, String output) {
        Path folder = scratch.resolve("out-" + source.getFileName());
        String yaml = "sources: [{archive: " + source + "}]\noutput: {" + output + "}\n";
        Ingest.run(
                ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, scratch)),
                folder,
                true,
                IngestProgress.NONE);
        try (IndexedShard shard = IndexedShard.open(folder.resolve("00000.tar"))) {
            Sample sample = shard.sample(0);
            return new String(Objects.requireNonNull(sample.members().get("json")), UTF_8);
        }
    }

    @Test
    void keepsForeignFieldsAndWhatIsKnownOfTheOriginal() throws IOException {
        String expected = "{\"caption\":\"a red square\",\"captions\":[\"a red square\"],\"concept\":\"%s!000000007\","
                + "\"key\":\"000000000\",\"status\":\"success\",\"error_message\":null,\"width\":20,\"height\":15,"
                + "\"original_width\":80,\"original_height\":60,\"sha256\":\"" + "0".repeat(64) + "\","
                + "\"source_archive\":\"%s\",\"source_member\":\"000000007.png\",\"url\":\"https://example.com/7\","
                + "\"exif\":\"{}\",\"md5\":\"ab\",\"similarity\":null,\"LICENSE\":\"CC0\"}";
        String resized = "encode_format: png, image_size: 15, resize_mode: keep_ratio";
        Path archive = Files.write(scratch.resolve("a.tar"), tar(SAMPLE));
        assertThat(json(archive, resized)).isEqualTo(String.format(expected, "a.tar", "a.tar"));
        Path folder = folder(scratch.resolve("folder"), SAMPLE);
        assertThat(json(folder, resized)).isEqualTo(String.format(expected, "folder", "folder"));
    }

    @Test
    void ownShardsKeepTheirOrigin() throws IOException {
        Path first = Files.write(scratch.resolve("first.tar"), tar(members("x.png", png(8, 6, 0xFF), "x.txt", "blue")));
        json(first, "encode_format: png, image_size: 4");
        Path shard = scratch.resolve("out-first.tar/00000.tar");
        String again = json(shard, "encode_format: png, image_size: 2");
        try (IndexedShard written = IndexedShard.open(shard)) {
            SampleMetadata before = SampleMetadata.of(written.sample(0));
            assertThat(again)
                    .contains("\"width\":2,\"height\":2,\"original_width\":8,\"original_height\":6,\"sha256\":\""
                            + Objects.requireNonNull(before.hash()).hex() + "\",\"source_archive\":\"first.tar\","
                            + "\"source_member\":\"x.png\"");
        }
    }
}
