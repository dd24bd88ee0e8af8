package dev.diptych.ingest.pipeline;

import static dev.diptych.ingest.Fixtures.folder;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.png;
import static dev.diptych.ingest.Fixtures.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.shard.IndexedShard;
import dev.diptych.ingest.shard.SampleMetadata;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows find their images however their keys spell them. */
class TableKeysTest {
    private static final byte[] RED = png(4, 3, 0xFF0000);
    private static final byte[] GREEN = png(4, 3, 0x00FF00);
    private static final String COMPOSED = "caf\u00E9";
    private static final String DECOMPOSED = Normalizer.normalize(COMPOSED, Form.NFD);

    @TempDir
    private Path scratch;

    private final List<String> notes = new ArrayList<>();
    private Path output = Path.of("");

    @BeforeEach
    void nameTheOutput() {
        output = scratch.resolve("out");
    }

    private Map<String, String> ingest(String yaml) {
        notes.clear();
        Ingest.run(
                ConfigFile.parse("i.yaml", yaml).as(root -> IngestConfig.from(root, scratch)),
                output,
                true,
                new IngestProgress() {
                    @Override
                    public void update(At at) {
                        // The outcome is what counts.
                    }

                    @Override
                    public void note(String line) {
                        notes.add(line);
                    }
                });
        Map<String, String> captions = new TreeMap<>();
        try (IndexedShard shard = IndexedShard.open(output.resolve("00000.tar"))) {
            for (int i = 0; i < shard.size(); i++) {
                SampleMetadata metadata = SampleMetadata.of(shard.sample(i));
                captions.put(String.valueOf(metadata.sourceMember()), metadata.caption());
            }
        }
        return captions;
    }

    private void table(String... rows) throws IOException {
        Files.writeString(scratch.resolve("t.csv"), "path,caption\n" + String.join("\n", rows) + "\n");
    }

    private static final String LISTED =
            "sources: [{table: t.csv, image_column: path, folder: .}]\ncaptions: ['{caption}']\n";

    @Test
    void joinsRowsOfPathsFromHereOrFromWindows() throws IOException {
        folder(
                scratch,
                members("pics/red.png", RED, "pics/green.png", GREEN, "a.tar", tar(members("pics/red.png", RED))));
        Map<String, String> both = Map.of("pics/red.png", "a red square", "pics/green.png", "a green square");
        String keyed = """
            sources: [{archive: pics, images: '(?<key>.*)\\.png'}]
            tables: [{file: t.csv, key_column: path, key_transform: [%s]}]
            captions: ['{caption}']
            """;
        Map<String, String> below = Map.of("red.png", "a red square", "green.png", "a green square");

        // paths_dotslash.csv
        table("./pics/red.png,a red square", "./pics/green.png,a green square");
        assertThat(ingest(LISTED)).isEqualTo(both);
        assertThat(ingest(String.format(keyed, "base_name, drop_extension"))).isEqualTo(below);
        assertThat(notes).isEmpty();

        table(".\\pics\\red.png,a red square", "pics\\green.png,a green square");
        assertThat(ingest(LISTED)).isEqualTo(both);
        assertThat(notes)
                .containsExactly("t.csv: images joined to rows whose keys are written otherwise: 2, such as"
                        + " 'pics/red.png' to '.\\pics\\red.png'");
        assertThat(ingest(String.format(keyed, "base_name, drop_extension"))).isEqualTo(below);

        table("./pics/red.png,a red square", "pics/red.png,red");
        assertThat(ingest(LISTED)).isEqualTo(Map.of("pics/red.png", "a red square, red"));
    }

    @Test
    void joinsPathsByKeyColumnInArchives() throws IOException {
        folder(scratch, members("a.tar", tar(members("pics/red.png", RED, "pics/green.png", GREEN))));
        table("./pics//red,a red square", "pics\\green,a green square");
        assertThat(ingest("""
            sources: [{archive: a.tar}]
            tables: [{file: t.csv, key_column: path}]
            captions: ['{caption}']
            """)).isEqualTo(Map.of("pics/red.png", "a red square", "pics/green.png", "a green square"));
    }

    @Test
    void anExactKeyWinsOverOneWrittenOtherwise() throws IOException {
        assumeTrue(File.separatorChar == '/', "a system that allows \\ in names");
        folder(scratch, members("pics/red.png", RED, "pics\\red.png", GREEN));
        table("pics\\red.png,of the name with a backslash", "pics/red.png,of the path");
        Map<String, String> exact =
                Map.of("pics/red.png", "of the path", "pics\\red.png", "of the name with a backslash");
        assertThat(ingest(LISTED)).isEqualTo(exact);
        Path tar = Files.write(scratch.resolve("a.tar"), tar(members("pics/red.png", RED, "pics\\red.png", GREEN)));
        assertThat(ingest("""
            sources: [{archive: %s, images: '(?<key>.*)'}]
            tables: [{file: t.csv, key_column: path}]
            captions: ['{caption}']
            """.formatted(tar))).isEqualTo(exact);
        assertThat(notes).isEmpty();
    }

    @Test
    void joinsKeysOfAnotherNormalFormAndSaysSo() throws IOException {
        assertThat(DECOMPOSED).isNotEqualTo(COMPOSED);
        for (List<String> forms : List.of(List.of(COMPOSED, DECOMPOSED), List.of(DECOMPOSED, COMPOSED))) {
            String ofRow = forms.get(0);
            String ofFile = forms.get(1);
            Path tar = Files.write(scratch.resolve("a.tar"), tar(members(ofFile + ".png", RED, "red.png", GREEN)));
            // nfc.csv
            table(ofRow + ",a cafe", "red,a red square");
            assertThat(ingest("""
                sources: [{archive: %s}]
                tables: [{file: t.csv, key_column: path}]
                captions: ['{caption}']
                """.formatted(tar)))
                    .isEqualTo(Map.of(ofFile + ".png", "a cafe", "red.png", "a red square"));
            String from = ofFile.equals(COMPOSED) ? "(NFC) to '" : "(NFD) to '";
            assertThat(notes).hasSize(1);
            assertThat(notes.get(0)).contains("'" + ofFile + "' " + from + ofRow + "' (NF");
        }
    }

    @Test
    void namesTheFormsWhereTwoRowsAreTheSameButForThem() throws IOException {
        String mixed = COMPOSED + DECOMPOSED;
        Path tar = Files.write(scratch.resolve("a.tar"), tar(members(mixed + ".png", RED, "red.png", GREEN)));
        table(COMPOSED + COMPOSED + ",one", DECOMPOSED + DECOMPOSED + ",two", "red,a red square");
        assertThat(ingest("""
            sources: [{archive: %s}]
            tables: [{file: t.csv, key_column: path}]
            captions: ['{caption}']
            """.formatted(tar))).isEqualTo(Map.of("red.png", "a red square"));
        assertThat(Files.readString(output.resolve("dropped.jsonl")))
                .contains("no row of key '" + mixed + "' (NFC and NFD mixed) in t.csv, but '" + DECOMPOSED + DECOMPOSED
                        + "' (NFD) and '" + COMPOSED + COMPOSED + "' (NFC), expected one");
    }

    @Test
    void captionFilesOfAnotherNormalFormAreTheirImages() throws IOException {
        Path tar = Files.write(
                scratch.resolve("a.tar"), tar(members(DECOMPOSED + ".png", RED, COMPOSED + ".txt", "a cafe")));
        assertThat(ingest("sources: [{archive: " + tar + "}]\n")).isEqualTo(Map.of(DECOMPOSED + ".png", "a cafe"));
        tar = Files.write(
                scratch.resolve("b.tar"),
                tar(members(DECOMPOSED + ".png", RED, COMPOSED + ".txt", "a cafe", COMPOSED + ".png", GREEN)));
        assertThat(ingest("sources: [{archive: " + tar + "}]\n")).isEqualTo(Map.of(COMPOSED + ".png", "a cafe"));
    }
}
