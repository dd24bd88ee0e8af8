package dev.diptych.ingest.pipeline;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.config.ConfigException;
import dev.diptych.config.ConfigFile;
import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.pipeline.config.IngestConfig;
import dev.diptych.ingest.table.Captions;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose separators, header or encoding are not the usual ones. */
class TableFormsTest {
    private static final String SEMICOLONS =
            "image;caption\nred;a red square, big\ngreen;a green square, big\nblue;a blue square, big\n";

    @TempDir
    private Path folder;

    private void file(String name, String contents, Charset charset) throws IOException {
        Files.write(folder.resolve(name), contents.getBytes(charset));
    }

    private List<String> captions(String table) {
        IngestConfig config = ConfigFile.parse(
                        "i.yaml", "sources: [{archive: a}]\ntables: [{" + table + "}]\ncaptions: ['{caption}']\n")
                .as(root -> IngestConfig.from(root, folder));
        Captions captions = Captions.load(config.tables(), config.captions(), config.maxCaptionLength());
        return captions.keys().stream()
                .map(key -> key + "="
                        + String.join(
                                "|",
                                captions.of(captions.row(key).orElseThrow()).captions()))
                .toList();
    }

    @Test
    void readsOtherSeparatorsHeadersAndEncodings() throws IOException {
        file("semicolons.csv", SEMICOLONS, UTF_8);
        file("pipes.csv", "image|caption\nred|\"a red | square\"\n", UTF_8);
        file("bare.csv", "red,a red square\nblue,a blue square\n", UTF_8);
        file("bare.tsv", "red\ta \"red\" square\n", UTF_8);
        file("marked.csv", "\uFEFFimage,caption\nred,a réd square\n", UTF_16LE);
        file("unmarked.csv", "image\tcaption\nred\ta réd square\n", UTF_16LE);
        file("western.jsonl", "{\"image\": \"red\", \"caption\": \"a réd square\"}\n", Charset.forName("windows-1252"));

        assertThat(captions("file: semicolons.csv, key_column: image, separator: ';'"))
                .containsExactly("red=a red square, big", "green=a green square, big", "blue=a blue square, big");
        assertThat(captions("file: pipes.csv, key_column: image, separator: '|'"))
                .containsExactly("red=a red | square");
        assertThat(captions("file: bare.csv, key_column: image, header: [image, caption]"))
                .containsExactly("red=a red square", "blue=a blue square");
        assertThat(captions("file: bare.tsv, key_column: image, header: [image, caption]"))
                .containsExactly("red=a \"red\" square");
        assertThat(captions("file: marked.csv, key_column: image")).containsExactly("red=a réd square");
        assertThat(captions("file: unmarked.csv, key_column: image, encoding: utf-16le, separator: \"\\t\""))
                .containsExactly("red=a réd square");
        assertThat(captions("file: western.jsonl, key_column: image, encoding: windows-1252"))
                .containsExactly("red=a réd square");
    }

    @Test
    void showsTheFirstLineAsItWasUnderstood() throws IOException {
        record Case(String name, String contents, Charset charset, String message) {}
        List<Case> cases = List.of(
                new Case(
                        "a.csv",
                        SEMICOLONS,
                        UTF_8,
                        "a.csv: key_column: no column 'image', expected one of image;caption;"
                                + " line 1 with separator ',' is 1 column: \"image;caption\"; set separator: ';'"),
                new Case(
                        "b.csv",
                        "red,a red square\nblue,a blue square\n",
                        UTF_8,
                        "b.csv: key_column: no column 'image', expected one of red, a red square;"
                                + " line 1 with separator ',' is 2 columns: \"red\" \"a red square\""),
                new Case(
                        "c.csv",
                        "image,caption\nred,x\n",
                        UTF_16LE,
                        "line 1 with separator ',' is 2 columns: \"i\\u0000m\\u0000a\\u0000g\\u0000e\\u0000\""
                                + " \"\\u0000c\\u0000a\\u0000p\\u0000t\\u0000i\\u0000o\\u0000n\\u0000\"; set encoding: to"
                                + " that of the file, such as utf-16le or windows-1252"),
                new Case(
                        "d.tsv",
                        "image,caption\nred,x\n",
                        UTF_8,
                        "line 1 with separator \"\\t\" is 1 column: \"image,caption\"; set separator: ','"),
                new Case(
                        "e.csv",
                        "red,red\nblue,blue\n",
                        UTF_8,
                        "e.csv: line 1: a column twice, expected rows under a header, or header: with their names;"
                                + " line 1"));
        for (Case c : cases) {
            file(c.name(), c.contents(), c.charset());
            assertThatThrownBy(() -> captions("file: " + c.name() + ", key_column: image"))
                    .as(c.name())
                    .isInstanceOf(IngestException.class)
                    .hasMessageContaining(c.message());
        }
        file("f.csv", "image,caption\nred;x\nblue;y\n", UTF_8);
        assertThatThrownBy(() -> captions("file: f.csv, key_column: image"))
                .hasMessageContaining("2 of 2 rows cannot be read, expected most of them to be whole;"
                        + " line 1 with separator ',' is 2 columns: \"image\" \"caption\"");
    }

    @Test
    void rejectsFormsThatAFormatHasNot() {
        record Case(String keys, String message) {}
        for (Case c : List.of(
                new Case("file: a.csv, separator: ';;'", "separator: ';;', expected one character, and no quote"),
                new Case("file: a.csv, separator: '\"'", "expected one character, and no quote or line end"),
                new Case("file: a.csv, encoding: klingon", "encoding: 'klingon', expected a character set such as"),
                new Case("file: a.csv, header: false", "header: false, expected a list of texts"),
                new Case(
                        "file: a.json, separator: ';'",
                        "separator: ';', expected none, since the table's format is json"),
                new Case("file: a.parquet, encoding: utf-8", "expected none, since the table's format is parquet"))) {
            assertThatThrownBy(() -> captions(c.keys()))
                    .as(c.keys())
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(c.message());
        }
    }
}
