package dev.diptych.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SectionTest {
    enum Mode {
        KEEP_RATIO,
        BORDER
    }

    private static List<String> problems(String yaml, Consumer<Section> reader, String... overrides) {
        ConfigFile file = ConfigFile.parse("a.yaml", yaml, List.of(overrides));
        reader.accept(file.root());
        ConfigException thrown = catchThrowableOfType(ConfigException.class, file::check);
        return thrown == null ? List.of() : thrown.problems();
    }

    @Test
    void readsEveryType() {
        Section root = ConfigFile.parse("a.yaml", """
                        name: emoji
                        steps: 12
                        bytes: 5000000000
                        lr: 1e-3
                        flip: true
                        mode: keep-ratio
                        modes: [border, keep_ratio]
                        words: [a, "2"]
                        betas: [0.9, 1]
                        sizes: [64, 32]
                        model: {width: 128}
                        sources:
                          - archive: a.tgz
                          - archive: b.zip
                        """).root();

        assertThat(root.keys()).startsWith("name", "steps");
        assertThat(root.string("name")).isEqualTo("emoji");
        assertThat(root.integer("steps", 1, 100)).isEqualTo(12);
        assertThat(root.longInteger("bytes", 1, 0, Long.MAX_VALUE)).isEqualTo(5_000_000_000L);
        assertThat(root.number("lr", Double.MIN_VALUE, 1)).isEqualTo(1e-3);
        assertThat(root.flag("flip", false)).isTrue();
        assertThat(root.choice("mode", Mode.BORDER)).isEqualTo(Mode.KEEP_RATIO);
        assertThat(root.choices("modes", List.of(), Mode.class)).containsExactly(Mode.BORDER, Mode.KEEP_RATIO);
        assertThat(root.strings("words")).containsExactly("a", "2");
        assertThat(root.numbers("betas", List.of(), 0, 1)).containsExactly(0.9, 1.0);
        assertThat(root.integers("sizes", List.of(), 1, 512)).containsExactly(64, 32);
        assertThat(root.section("model").integer("width", 1, 1024)).isEqualTo(128);
        assertThat(root.sections("sources")).map(s -> s.string("archive")).containsExactly("a.tgz", "b.zip");
        assertThat(root.optionalString("absent")).isEmpty();
        assertThat(root.optionalSection("absent")).isEmpty();
    }

    @Test
    void givesFallbacksForKeysLeftOut() {
        Section root = ConfigFile.parse("a.yaml", "").root();

        assertThat(root.string("name", "x")).isEqualTo("x");
        assertThat(root.integer("steps", 7, 1, 9)).isEqualTo(7);
        assertThat(root.number("lr", 0.5, 0, 1)).isEqualTo(0.5);
        assertThat(root.choice("mode", Mode.BORDER)).isEqualTo(Mode.BORDER);
        assertThat(root.section("model").integer("width", 64, 1, 1024)).isEqualTo(64);
        assertThat(root.sections("sources")).isEmpty();
    }

    @Test
    void listsEveryProblemInTheOrderOfTheFile() {
        List<String> found = problems("""
                lr: fast
                steps: 0
                model:
                  widht: 128
                extra: 1
                sources:
                  - archive: [1]
                """, root -> {
            root.sections("sources").forEach(s -> s.string("archive"));
            root.section("model").integer("width", 64, 1, 1024);
            root.section("model").integer("depth", 1, 12);
            root.integer("steps", 1, 100);
            root.number("lr", Double.MIN_VALUE, Double.POSITIVE_INFINITY);
        });

        assertThat(found)
                .containsExactly(
                        "a.yaml:1: lr: 'fast', expected a number above 0",
                        "a.yaml:2: steps: 0, expected a whole number from 1 to 100",
                        "a.yaml:4: model.depth: missing, expected a whole number from 1 to 12",
                        "a.yaml:4: model.widht: unknown key, expected one of width, depth; did you mean width?",
                        "a.yaml:5: extra: unknown key, expected one of sources, model, steps, lr",
                        "a.yaml:7: sources[0].archive: a list of 1 value, expected a text");
    }

    @Test
    void rejectsWrongTypes() {
        record Case(String yaml, Consumer<Section> read, String complaint) {}
        List<Case> cases = List.of(
                new Case("k: 5", s -> s.string("k"), "5, expected a text; put it in quotes"),
                new Case("k:", s -> s.string("k"), "empty, expected a text"),
                new Case("k: '5'", s -> s.integer("k", 0, 9), "'5', expected a whole number from 0 to 9"),
                new Case("k: 1.5", s -> s.integer("k", 1, 0, 9), "1.5, expected a whole number from 0 to 9"),
                new Case("k: .nan", s -> s.number("k", 0, 1), ".nan, expected a number from 0 to 1"),
                new Case("k: yes", s -> s.flag("k", true), "'yes', expected true or false"),
                new Case("k: crop", s -> s.choice("k", Mode.BORDER), "'crop', expected one of keep_ratio, border"),
                new Case("k: a", s -> s.strings("k"), "'a', expected a list of texts"),
                new Case("k: []", s -> s.strings("k"), "a list of 0 values, expected at least one text"),
                new Case("k: {a: 1}", s -> s.sections("k"), "a mapping of a, expected a list of mappings"),
                new Case("k: [1]", s -> s.section("k"), "a list of 1 value, expected a mapping of keys to values"));
        for (Case c : cases) {
            assertThat(problems(c.yaml(), c.read())).containsExactly("a.yaml:1: k: " + c.complaint());
        }
    }

    @Test
    void namesTheItemOfAListThatIsWrong() {
        assertThat(problems("k:\n  - 0.5\n  - 2\n", s -> s.numbers("k", List.of(), 0, 1)))
                .containsExactly("a.yaml:3: k[1]: 2, expected a number from 0 to 1");
    }

    @Test
    void takesTheCallersOwnRule() {
        assertThat(problems("a: 3\nb: 4\n", s -> {
                    s.integer("a", 0, 9);
                    s.integer("b", 0, 9);
                    s.reject("b", "at most a");
                }))
                .containsExactly("a.yaml:2: b: 4, expected at most a");
    }

    @Test
    void overridesWinAndAreTypeChecked() {
        ConfigFile file = ConfigFile.parse(
                "a.yaml",
                "lr: 1\nmodel: {width: 2}\nlist: [{k: a}]",
                List.of("model.width=3", "list[0].k=7", "new.x=1"));
        assertThat(file.root().integer("lr", 0, 9)).isEqualTo(1);
        assertThat(file.root().section("model").integer("width", 0, 9)).isEqualTo(3);
        assertThat(file.root().sections("list").get(0).string("k")).isEqualTo("7");
        assertThat(file.root().section("new").integer("x", 0, 9)).isEqualTo(1);
        file.check();

        assertThat(problems("lr: 1", s -> s.number("lr", 0, 1), "lr=fast", "lrr=1", "nonsense", "lr.x.y=1"))
                .containsExactly(
                        "--set: 'nonsense', expected key.path=value",
                        "--set: lr.x.y: 'x', expected a mapping where 'fast' stands",
                        "--set: lr: 'fast', expected a number from 0 to 1",
                        "--set: lrr: unknown key, expected one of lr; did you mean lr?");
        assertThat(problems("list: [a]", s -> s.strings("list"), "list.4=b"))
                .containsExactly("--set: list.4: '4', expected an index below 1");
    }
}
