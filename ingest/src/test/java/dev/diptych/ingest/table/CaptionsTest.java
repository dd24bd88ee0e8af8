package dev.diptych.ingest.table;

import static dev.diptych.ingest.Fixtures.gzip;
import static dev.diptych.ingest.Fixtures.members;
import static dev.diptych.ingest.Fixtures.tar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.caption.CaptionTemplate;
import dev.diptych.ingest.table.text.TextForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptionsTest {
    @TempDir
    private Path folder;

    private TableConfig table(String name, String contents, String keyColumn, RowFilter... filters) throws IOException {
        Path file = Files.writeString(folder.resolve(name), contents, StandardCharsets.UTF_8);
        return new TableConfig(
                file,
                null,
                null,
                TableFormat.ofName(name).orElseThrow(),
                TextForm.PLAIN,
                keyColumn,
                List.of(),
                "key",
                "value",
                Map.of("tags", ";"),
                Map.of(),
                List.of(filters));
    }

    private static Captions load(List<TableConfig> tables, String... templates) {
        return Captions.load(
                tables, List.of(templates).stream().map(CaptionTemplate::parse).toList(), Captions.DEFAULT_MAX_LENGTH);
    }

    private static List<String> captions(Captions captions, String key) {
        return captions.row(key).map(row -> captions.of(row).captions()).orElse(List.of("no row"));
    }

    @Test
    void namesColumnsWithLineBreaksOnOneLine() throws IOException {
        TableConfig table = table("a.csv", "\"a\nb\",c\n1,2\n", "id");
        assertThatThrownBy(() -> load(List.of(table), "{c}"))
                .isInstanceOf(IngestException.class)
                .hasMessageContaining("no column 'id', expected one of a\\u000ab, c");
    }

    @Test
    void readsEveryFormatAlike() throws IOException {
        record Case(String name, String contents) {}
        List<Case> cases = List.of(
                new Case(
                        "a.json",
                        "[{\"id\": 1, \"name\": \"cat\", \"tags\": [\"pet\", \"fur\"], \"x\": {\"y\": 1}}, {\"id\":"
                                + " \"2\", \"name\": null, \"tags\": []}]"),
                new Case(
                        "b.json",
                        "{\"1\": {\"id\": 1, \"name\": \"cat\", \"tags\": [\"pet\", \"fur\"]}, \"2\": {\"id\": 2,"
                                + " \"name\": null}}"),
                new Case("c.jsonl", "{\"id\": 1, \"name\": \"cat\", \"tags\": \"pet;fur\"}\n\n{\"id\": 2}\n"),
                new Case("d.csv", "\uFEFFid,name,tags\r\n1,cat,\"pet; fur\"\r\n2,,\r\n"),
                new Case("e.tsv", "id\tname\ttags\n1\tcat\tpet;fur\n2\t\t\n"));
        for (Case c : cases) {
            Captions captions = load(List.of(table(c.name(), c.contents(), "id")), "{name}", "{tags}");
            assertThat(captions(captions, "1")).as(c.name()).containsExactly("cat", "pet", "fur");
            assertThat(captions(captions, "2")).as(c.name()).isEmpty();
            assertThat(captions(captions, "3")).as(c.name()).containsExactly("no row");
        }
    }

    @Test
    void readsAnObjectOfListsUnderItsKeys() throws IOException {
        TableConfig config = table("a.json", "{\"😀\": [\"grin\", \"face\"], \"#️⃣\": \"keycap\"}", "key");
        TableConfig keyed = new TableConfig(
                config.file(),
                null,
                null,
                TableFormat.JSON,
                TextForm.PLAIN,
                "emoji",
                List.of(KeyTransform.CODE_POINTS, KeyTransform.DROP_FE0F),
                "emoji",
                "words",
                Map.of(),
                Map.of(),
                List.of());
        Captions captions = load(List.of(keyed), "{words}");
        assertThat(captions(captions, "1f600")).containsExactly("grin", "face");
        assertThat(captions(captions, "0023-20e3")).containsExactly("keycap");
    }

    @Test
    void joinsTablesOnTheKeysOfTheFirst() throws IOException {
        Captions captions = load(
                List.of(
                        table("a.csv", "id,name\n1,cat\n2,dog\n", "id"),
                        table("b.csv", "key,name,colour\n1,feline,black\n3,bird,blue\n", "key")),
                "{name}",
                "{colour} {name}");
        assertThat(captions(captions, "1")).containsExactly("cat", "black cat");
        assertThat(captions(captions, "2")).containsExactly("dog");
        assertThat(captions(captions, "3")).containsExactly("no row");
        assertThat(captions.keys()).containsExactly("1", "2");
    }

    @Test
    void mergesRowsOfOneKey() throws IOException {
        Captions captions = load(
                List.of(table("a.csv", "file,caption\n1.jpg,A cat.\n1.jpg,The cat sat.\n1.jpg,A cat.\n", "file")),
                "{caption}");
        assertThat(captions(captions, "1.jpg")).containsExactly("A cat.", "The cat sat.");
    }

    @Test
    void filtersByColumn() throws IOException {
        String csv = "id,licence,tags,n\n1,mit,a;b,7\n2,gpl,a,8\n3,mit,c,x\n4,mit,a,9\n";
        record Case(RowFilter filter, List<String> kept) {}
        List<Case> cases = List.of(
                new Case(new RowFilter("licence", List.of("mit", "bsd"), List.of(), null), List.of("1", "3", "4")),
                new Case(new RowFilter("tags", List.of(), List.of("b", "c"), null), List.of("2", "4")),
                new Case(new RowFilter("n", List.of(), List.of(), Pattern.compile("\\d")), List.of("1", "2", "4")));
        for (Case c : cases) {
            Captions captions = load(List.of(table("a.csv", csv, "id", c.filter())), "{tags}");
            assertThat(captions.keys()).containsExactlyElementsOf(c.kept());
            assertThat(captions.isFiltered(c.kept().contains("3") ? "2" : "3")).isTrue();
            assertThat(captions.isFiltered("5")).isFalse();
        }
    }

    @Test
    void cleansCaptionsAndDropsRepeats() throws IOException {
        Captions captions = load(
                List.of(table(
                        "a.jsonl",
                        "{\"id\": 1, \"name\": [\" a\\u00a0\\u0007 b\\n\", \"A b\", \"e\\u0301\", \"\"]}",
                        "id")),
                "{name}");
        assertThat(captions(captions, "1")).containsExactly("a b", "\u00e9");
    }

    @Test
    void dropsValuesThatMeanNothing() throws IOException {
        TableConfig plain = table("a.csv", "id,name,tags\n1,Untitled,a;HASH(0x1);b\n2,cat,\n", "id");
        TableConfig config = new TableConfig(
                plain.file(),
                null,
                null,
                TableFormat.CSV,
                TextForm.PLAIN,
                "id",
                List.of(),
                "key",
                "value",
                Map.of("tags", ";"),
                Map.of("name", Pattern.compile("(?i)untitled"), "tags", Pattern.compile("HASH\\(.*\\)")),
                List.of());
        Captions captions = load(List.of(config), "{name}", "{tags}");
        assertThat(captions(captions, "1")).containsExactly("a", "b");
        assertThat(captions(captions, "2")).containsExactly("cat");
    }

    @Test
    void passesOverBadRowsAndCountsThem() throws IOException {
        Captions csv = load(List.of(table("a.csv", "id,name\n1,cat\n2\n3,\"d\" x\n4,dog\n", "id")), "{name}");
        assertThat(csv.keys()).containsExactly("1", "4");
        assertThat(csv.badRows())
                .extracting(BadRow::where, BadRow::detail)
                .containsExactly(
                        tuple("line 3", "1 columns, expected 2 as in the header"),
                        tuple("line 4", "text after a closing quote, expected a separator or the line's end"));

        Captions lines = load(
                List.of(table("a.jsonl", "{\"id\": 1}\n{\"id\": \n5\n{\"id\": 4, \"name\": \"dog\"}", "id")), "{name}");
        assertThat(lines.keys()).containsExactly("1", "4");
        assertThat(lines.badRows()).extracting(BadRow::where).containsExactly("line 2", "line 3");
    }

    @Test
    void takesCaptionFilesOfAnArchiveAsRows() throws IOException {
        String svg = "<svg><metadata><rdf:RDF><cc:Work><dc:title>Apple</dc:title></cc:Work></rdf:RDF></metadata></svg>";
        Path archive = Files.write(
                folder.resolve("a.tgz"),
                gzip(tar(members("d/a.svg", svg, "d/b.svg", "no xml", "d/c.txt", "words", "e/d.svg", svg))));
        TableConfig config = new TableConfig(
                archive,
                null,
                Pattern.compile("d/(?<key>.+)\\.(?:svg|txt)"),
                TableFormat.FILES,
                TextForm.PLAIN,
                "key",
                List.of(),
                "key",
                "value",
                Map.of(),
                Map.of(),
                List.of());
        Captions captions = load(List.of(config), "{title|txt}");
        assertThat(captions.keys()).containsExactly("a", "c");
        assertThat(captions(captions, "a")).containsExactly("Apple");
        assertThat(captions(captions, "c")).containsExactly("words");
        assertThat(captions.badRows()).extracting(BadRow::where).containsExactly("d/b.svg");
    }

    @Test
    void readsATableInAnArchive() throws IOException {
        Path archive = Files.write(
                folder.resolve("a.tgz"), gzip(tar(members("x.json", "{}", "p/names.tsv", "id\tname\n1\tcat\n"))));
        Captions captions = load(List.of(inArchive(archive, "p/names.tsv")), "{name}");
        assertThat(captions(captions, "1")).containsExactly("cat");
        assertThatThrownBy(() -> load(List.of(inArchive(archive, "names.tsv")), "{name}"))
                .hasMessage("read failed: a.tgz!names.tsv: no such member, expected one such as x.json, p/names.tsv");
    }

    private static TableConfig inArchive(Path archive, @Nullable String member) {
        return new TableConfig(
                archive,
                member,
                null,
                TableFormat.TSV,
                TextForm.PLAIN,
                "id",
                List.of(),
                "key",
                "value",
                Map.of(),
                Map.of(),
                List.of());
    }

    @Test
    void readsTheNumbersThatPythonWritesAndJsonLacksAsMissing() throws IOException {
        // nan.jsonl: json.dumps of Python 3.11 with float("nan"); a missing caption of pandas is one too
        List<String> rows = List.of(
                "{\"id\": \"red\", \"name\": \"a red square\", \"score\": NaN}",
                "{\"id\": \"green\", \"name\": NaN, \"score\": -Infinity}",
                "{\"id\": \"blue\", \"name\": \"a blue square\", \"score\": 0.5}");
        for (TableConfig table : List.of(
                table("nan.jsonl", String.join("\n", rows), "id"),
                table("nan.json", "[" + String.join(", ", rows) + "]", "id"))) {
            Captions captions = load(List.of(table), "{name}", "{score}");
            assertThat(captions.badRows()).isEmpty();
            assertThat(captions(captions, "red")).containsExactly("a red square");
            assertThat(captions(captions, "green")).isEmpty();
            assertThat(captions(captions, "blue")).containsExactly("a blue square", "0.5");
        }
    }

    @Test
    void rejectsBadTables() {
        record Case(String name, String contents, String message) {}
        List<Case> cases = List.of(
                new Case("a.json", "[{\"id\": 1}", "a.json: line 1: Unexpected end-of-input"),
                new Case("a.json", "[5]", "line 1: a row that is no object, expected one; 1 of 1 rows cannot be read"),
                new Case("a.json", "\"id\"", "neither array nor object, expected rows"),
                new Case("a.json", "[{\"id\": 1}] x", "expected JSON"),
                new Case("a.jsonl", "{\"id\"\n", "line 1: Unexpected"),
                new Case("a.json", "[]", "no rows, expected a caption table"),
                new Case("a.csv", "id,name\n2\n", "a.csv: line 2: 1 columns, expected 2 as in the header"),
                new Case("a.csv", "id,id\n1,2\n", "expected rows under a header"),
                new Case("a.csv", "id,name\n1,\"cat\n", "line 2: a quote that is not closed, expected its end; 1 of 1"),
                new Case(
                        "a.csv",
                        "ids,name\n1,cat\n",
                        "key_column: no column 'id', expected one of ids, name; did you mean ids?"),
                new Case(
                        "a.csv",
                        "id,nome\n1,cat\n",
                        "captions: no column 'name', expected one of id, nome; did you mean nome?"));
        for (Case c : cases) {
            assertThatThrownBy(() -> load(List.of(table(c.name(), c.contents(), "id")), "{name}"))
                    .as(c.contents())
                    .isInstanceOf(IngestException.class)
                    .hasMessageContaining(c.message());
        }
    }

    @Test
    void rejectsMissingTable() {
        Path missing = folder.resolve("none.csv");
        TableConfig config = new TableConfig(
                missing,
                null,
                null,
                TableFormat.CSV,
                TextForm.PLAIN,
                "id",
                List.of(),
                "key",
                "value",
                Map.of(),
                Map.of(),
                List.of());
        assertThatThrownBy(() -> load(List.of(config), "{name}"))
                .hasMessage("read failed: " + missing + ": no such file, expected a caption table");
    }
}
