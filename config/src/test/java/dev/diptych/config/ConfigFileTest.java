package dev.diptych.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    record Range(int low, int high) {
        Range {
            if (low > high) {
                throw new IllegalArgumentException("low: " + low + ", expected at most high");
            }
        }

        static Range from(Section section) {
            return new Range(section.integer("low", 0, 99), section.integer("high", 0, 99));
        }
    }

    @TempDir
    private Path folder;

    @Test
    void readsARecord() throws IOException {
        Path file = Files.writeString(folder.resolve("r.yaml"), "low: 1\nhigh: 2\n");

        assertThat(ConfigFile.read(file, List.of("high=5")).as(Range::from)).isEqualTo(new Range(1, 5));
    }

    @Test
    void givesEveryLeafByItsPath() {
        String text = "a: 1\nb:\n  c: true\n  d: [x, 2.50]\ne:\n  - {f: 'g h'}\n  - {f: i}\nj: []\n";
        assertThat(ConfigFile.parse("r.yaml", text).leaves())
                .containsExactly(
                        entry("a", "1"),
                        entry("b.c", "true"),
                        entry("b.d", "[x, 2.50]"),
                        entry("e[0].f", "g h"),
                        entry("e[1].f", "i"),
                        entry("j", "[]"));
    }

    @Test
    void turnsARecordsOwnValidationIntoAProblemOfItsSection() {
        assertThatThrownBy(() -> ConfigFile.parse("r.yaml", "x: 1\nrange:\n  low: 3\n  high: 2\n")
                        .as(root -> root.section("range").as(Range::from)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("r.yaml:3: range: low: 3, expected at most high");
    }

    @Test
    void reportsTheCauseAndNotTheValidationThatFollowsFromIt() {
        assertThatThrownBy(() -> ConfigFile.parse("r.yaml", "low: 3\n").as(Range::from))
                .hasMessage("r.yaml:1: high: missing, expected a whole number from 0 to 99");
    }

    @Test
    void readsJson() {
        assertThat(ConfigFile.parse("r.json", "{\n  \"low\": 1,\n  \"high\": 2\n}")
                        .as(Range::from))
                .isEqualTo(new Range(1, 2));
    }

    @Test
    void rejectsValuesNestedTooDeepByTheirLine() {
        String text = "low:\n" + " [\n".repeat(500_000);
        assertThatThrownBy(() -> ConfigFile.parse("r.yaml", text))
                .hasMessage("r.yaml:65: nested 65 levels deep, expected at most 64");
        String deepest = "x: " + "[".repeat(63) + "]".repeat(63);
        assertThat(ConfigFile.parse("r.yaml", deepest).root().has("x")).isTrue();
    }

    @Test
    void rejectsAFileTooLargeForAConfigurationWithoutReadingIt() throws IOException {
        Path file = folder.resolve("r.yaml");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(60L << 30);
        }
        assertThatThrownBy(() -> ConfigFile.read(file))
                .hasMessage(file + ": 64424509440 bytes, expected a configuration in YAML of at most 2097152");
    }

    @Test
    void rejectsMissingFile() {
        Path missing = folder.resolve("none.yaml");
        assertThatThrownBy(() -> ConfigFile.read(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": no such file, expected a configuration in YAML");
    }

    @Test
    void rejectsFolderAndBinary() throws IOException {
        assertThatThrownBy(() -> ConfigFile.read(folder))
                .hasMessage(folder + ": a folder, expected a configuration in YAML");
        Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> ConfigFile.read(binary))
                .hasMessage(binary + ": not UTF-8, expected a configuration in YAML");
    }

    @Test
    void rejectsBadSyntaxInOneLine() {
        assertThatThrownBy(() -> ConfigFile.parse("a.yaml", "a: 1\nb: [1, 2\nc: 3\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("a.yaml:3: not YAML: ")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> ConfigFile.parse("a.yaml", "a: 1\n---\nb: 1\n"))
                .hasMessageStartingWith("a.yaml:2: not YAML: ");
        assertThatThrownBy(() -> ConfigFile.parse("a.yaml", "a: 1", List.of("b=[1")))
                .hasMessageStartingWith("--set: b: not YAML: ");
    }

    @Test
    void rejectsDuplicateKeys() {
        ConfigFile file = ConfigFile.parse("a.yaml", "a:\n  b: 1\n  b: 2\n");
        file.root().section("a").integer("b", 0, 9);
        assertThatThrownBy(file::check)
                .hasMessage("a.yaml:3: a.b: given twice, expected once; it stands also at a.yaml:2");
    }

    @Test
    void rejectsAFileThatIsNoMapping() {
        assertThatThrownBy(() -> ConfigFile.parse("a.yaml", "- 1\n- 2\n").check())
                .hasMessage("a.yaml:1: a list of 2 values, expected a mapping of keys to values");
    }

    @Test
    void rejectsAliasesWithoutEnd() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }
        assertThatThrownBy(() -> ConfigFile.parse("a.yaml", laughs.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("specified max");
    }

    @Test
    void rendersWhatTookEffectSoThatItReadsBackTheSame() {
        String yaml = """
                name: 'it''s: 5'
                plain: 'true'
                tab: "a\\tb"
                lr: 5e-4
                sources:
                  - path: b.tgz
                  - {}
                """;
        ConfigFile file = ConfigFile.parse("a.yaml", yaml, List.of("lr=0.25"));
        String rendered = readAll(file);
        assertThat(rendered).isEqualTo("""
                        name: 'it''s: 5'
                        plain: 'true'
                        tab: "a\\u0009b"
                        lr: 0.25
                        tiny: 1e-6
                        steps: 100
                        model:
                          width: 128
                          flags: [a, '7']
                        sources:
                          - path: b.tgz
                            size: 64
                          - path: x
                            size: 64
                        """);
        assertThat(readAll(ConfigFile.parse("b.yaml", rendered))).isEqualTo(rendered);
    }

    private static String readAll(ConfigFile file) {
        Section root = file.root();
        root.string("name");
        root.string("plain");
        root.string("tab");
        root.number("lr", 0, 1);
        root.number("tiny", 1e-6, 0, 1);
        root.optionalString("left_out");
        root.integer("steps", 100, 1, 1000);
        root.section("model").integer("width", 128, 1, 1024);
        root.section("model").strings("flags", List.of("a", "7"));
        root.sections("sources").forEach(source -> {
            source.string("path", "x");
            source.integer("size", 64, 1, 512);
        });
        file.check();
        return file.render();
    }
}
