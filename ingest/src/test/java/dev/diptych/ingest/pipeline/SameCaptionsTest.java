package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.tar;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.inspect.Problem;
import dev.diptych.ingest.inspect.ShardLint;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.pipeline.config.OutputConfig;
import dev.diptych.ingest.pipeline.write.IngestReport;
import dev.diptych.ingest.shard.Sample;
import dev.diptych.ingest.shard.SampleReading;
import dev.diptych.ingest.shard.ShardReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample has the same captions whether it is ingested or read as a shard. */
class SameCaptionsTest {
    private static final byte[] RED = png(4, 3, 0xFF0000);
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    @TempDir
    private Path scratch;

    private record Case(String what, Map<String, byte[]> files, List<String> captions, List<String> problems) {
        static Case json(String json, List<String> captions, String... problems) {
            return new Case(json, members("0.txt", "from txt", "0.json", json), captions, List.of(problems));
        }

        static Case text(Map<String, byte[]> files, List<String> captions, String... problems) {
            return new Case(files.keySet().toString(), files, captions, List.of(problems));
        }
    }

    private static final List<String> TXT = List.of("from txt");
    private static final String NO_TEXT = ": no text in UTF-8";

    private static final List<Case> CASES = List.of(
            // shard_captions_odd.tar
            Case.json("{\"captions\": [null, \"a red square\"]}", List.of("a red square"), "caption 'null'" + NO_TEXT),
            Case.json("{\"captions\": [{\"text\": \"x\"}]}", TXT, "caption '{\"text\":\"x\"}'" + NO_TEXT),
            Case.json(
                    "{\"captions\": [[\"a blue square\", \"x\"]], \"caption\": \"a blue square\"}",
                    List.of("a blue square"),
                    "caption '[\"a blue square\",\"x\"]'" + NO_TEXT),
            Case.json("{\"captions\": \"one string\"}", List.of("one string")),
            Case.json("{\"caption\": [\"a list\", \"of two\"]}", List.of("a list", "of two")),
            Case.json("{\"caption\": null}", TXT),
            Case.json("{\"caption\": \"null\"}", List.of("null")),
            Case.json("{\"caption\": {\"en\": \"x\"}}", TXT, "caption '{\"en\":\"x\"}'" + NO_TEXT),
            Case.json("{\"captions\": [], \"caption\": \"\"}", TXT),
            Case.json("{\"caption\": NaN, \"similarity\": Infinity}", TXT),
            Case.json("{\"captions\": [\"a &amp; b\", \"A &amp; B\", \" c\\n d\"]}", List.of("a & b", "c d")),
            Case.json("{\"captions\": [\"good\", \"b\uFFFDd\"]}", List.of("good"), "caption 'b\uFFFDd'" + NO_TEXT),
            // shard_list_json.tar, and its kind
            Case.json("[\"a red square\"]", TXT, "0.json: a list, expected a JSON object"),
            Case.json("\"a red square\"", TXT, "0.json: a text, expected a JSON object"),
            Case.json("7", TXT, "0.json: a number, expected a JSON object"),
            Case.json("", TXT, "0.json: nothing, expected a JSON object"),
            Case.json("{\"caption\": ", TXT, "0.json: line 1: Unexpected end-of-input, expected a JSON object"),
            Case.text(members("0.json", "[1]"), List.of(), "0.json: a list, expected a JSON object"),
            Case.text(members("0.txt", "café".getBytes(WINDOWS)), List.of(), "caption 'caf\uFFFD'" + NO_TEXT),
            Case.text(
                    members("0.txt", "red".getBytes(UTF_16), "0.cap", "a cap"),
                    List.of(),
                    "caption '\uFFFD\uFFFDred'" + NO_TEXT),
            Case.text(members("0.caption", "\uFEFFa caption"), List.of("a caption")),
            Case.text(members("0.cap", "first", "0.txt", "second"), List.of("first")));

    @Test
    void ingestAndShardReadersAgree() throws IOException {
        for (Case c : CASES) {
            Map<String, byte[]> files = members("0.png", RED);
            files.putAll(c.files());
            Path shard = Files.write(scratch.resolve("in.tar"), tar(files));

            SampleReading reading = reading(shard);
            assertThat(reading.metadata().captions()).as(c.what()).isEqualTo(c.captions());
            assertThat(reading.problems()).as(c.what()).isEqualTo(c.problems());
            assertThat(ingested(shard)).as(c.what()).isEqualTo(c.captions());
        }
    }

    @Test
    void lintNamesWhatCannotBeUsed() throws IOException {
        for (Case c : CASES) {
            Map<String, byte[]> files = members("0.png", RED);
            files.putAll(c.files());
            Path shard = Files.write(scratch.resolve("in.tar"), tar(files));
            List<Problem> problems = new ArrayList<>();
            new ShardLint(problems::add).check(shard);
            assertThat(problems).as(c.what()).extracting(Problem::detail).isEqualTo(c.problems());
        }
    }

    @Test
    void aBadCaptionFileBesideAGoodOneIsNamedAndTheImageStays() throws IOException {
        Path shard = Files.write(
                scratch.resolve("in.tar"), tar(members("0.png", RED, "0.txt", "a red square", "0.json", "[1]")));
        Path output = scratch.resolve("out");
        IngestReport report = ingest(shard, output);
        assertThat(report.kept()).isEqualTo(1);
        assertThat(report.images()).isEqualTo(1);
        assertThat(output.resolve("dropped.jsonl"))
                .hasContent(
                        "{\"reason\":\"ignored_caption_file\",\"source_archive\":\"in.tar\",\"source_member\":\"0.png\",\"key\":\"0\",\"error_message\":\"0.json:"
                                + " a list, expected a JSON object\"}");
    }

    private List<String> ingested(Path shard) {
        Path output = scratch.resolve("out");
        try {
            ingest(shard, output);
        } catch (IngestException e) {
            assertThat(e).hasMessageContaining("no image kept of 1");
            return List.of();
        }
        return reading(output.resolve("00000.tar")).metadata().captions();
    }

    private static IngestReport ingest(Path shard, Path output) {
        return Ingest.run(IngestConfig.of(List.of(shard), OutputConfig.DEFAULT), output, true, IngestProgress.NONE);
    }

    private static SampleReading reading(Path shard) {
        try (ShardReader reader = ShardReader.open(shard)) {
            Sample sample = Objects.requireNonNull(reader.next());
            return SampleReading.of(sample);
        }
    }
}
