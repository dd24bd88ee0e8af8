package dev.diptych.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.session.Interruption;
import dev.diptych.cli.session.Session;
import dev.diptych.cli.session.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class MainTest {
    @Test
    void helpOfEveryCommandMentionsEveryOptionAndHasAnExample() {
        List<CommandLine> commands = leaves(root());
        assertThat(commands).hasSizeGreaterThanOrEqualTo(3);
        for (CommandLine command : commands) {
            String[] words = command.getCommandSpec().qualifiedName().split(" ");
            words[0] = "help";
            CommandRun run = CommandRun.of((Object[]) words);
            assertThat(run.code()).isZero();
            assertThat(run.out())
                    .startsWith("Usage: " + command.getCommandSpec().qualifiedName());
            assertThat(run.out()).containsPattern("\\nExamples?:\\n  diptych ");
            for (OptionSpec option : command.getCommandSpec().options()) {
                for (String name : option.names()) {
                    assertThat(run.out()).contains(option.negatable() ? name.replaceFirst("--", "--[no-]") : name);
                }
                assertThat(option.description()).as(option.longestName()).isNotEmpty();
                assertThat(option.longestName()).matches("--[a-z0-9]+(-[a-z0-9]+)*");
            }
        }
    }

    @Test
    void helpBreaksLinesBetweenWordsOnly() {
        String ingest = CommandRun.of("help", "ingest").out();
        assertThat(ingest)
                .contains(" 'a/{00000..00099}.tar', ")
                .contains("\n  diptych ingest photos.zip --output shards --encode-format jpg \\\n"
                        + "      --image-size 256 --dedup near\n")
                .doesNotContain("\u00a0")
                .doesNotContain("\ufeff");
        assertThat(CommandRun.of("help", "train").out()).contains(" train.batch_size=512; ");
        assertThat((ingest + CommandRun.of("help", "train").out()).lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void helpListsEveryCommandWithItsDescription() {
        CommandRun run = CommandRun.of("--help");
        assertThat(run.code()).isZero();
        String text = run.out().replaceAll("\\s+", " ");
        for (CommandLine command : leaves(root())) {
            String name = command.getCommandSpec().qualifiedName().replaceFirst("diptych ", "");
            String description = command.getCommandSpec().usageMessage().description()[0];
            assertThat(text).contains(name).contains(description);
        }
    }

    @Test
    void printsItsVersion() {
        CommandRun run = CommandRun.of("--version");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("diptych ")
                .contains("Java " + Runtime.version().feature());
    }

    @Test
    void showsTheHelpAndReturnsUsageWithoutArguments() {
        CommandRun run = CommandRun.of();
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Usage: diptych COMMAND");
    }

    record Case(String problem, String... arguments) {}

    @Test
    void saysInOneLineWhatIsWrongWithTheArguments() {
        List<Case> cases = List.of(
                new Case("bad usage: diptych: 'paint', expected a command; see 'diptych --help'", "paint"),
                new Case(
                        "bad usage: diptych: 'ingst', expected a command; did you mean ingest?; see 'diptych --help'",
                        "ingst"),
                new Case(
                        "bad usage: diptych tokenizer: missing required subcommand; see 'diptych tokenizer --help'",
                        "tokenizer"),
                new Case(
                        "bad usage: diptych ingest: missing, expected --output DIR; see 'diptych ingest --help'",
                        "ingest",
                        "a.zip"),
                new Case(
                        "bad usage: diptych bench step: '--wdith', expected an option; did you mean --width?;"
                                + " see 'diptych bench step --help'",
                        "bench",
                        "step",
                        "--wdith"),
                new Case(
                        "bad usage: diptych bench step: '7', expected no more arguments; see 'diptych bench step --help'",
                        "bench",
                        "step",
                        "7"),
                new Case(
                        "bad usage: diptych bench step: invalid value for option '--batch': 'x' is not an int;"
                                + " see 'diptych bench step --help'",
                        "bench",
                        "step",
                        "--batch",
                        "x"),
                new Case(
                        "bad usage: diptych models convert: --format: 'onnx', expected one of open_clip, huggingface;"
                                + " see 'diptych models convert --help'",
                        "models",
                        "convert",
                        "--format",
                        "onnx"),
                new Case(
                        "bad usage: diptych train: '--epochs=3', expected an option; the recipe has it:"
                                + " --set train.epochs=VALUE; see 'diptych train --help'",
                        "train",
                        "--epochs=3"));
        for (Case each : cases) {
            CommandRun run = CommandRun.of((Object[]) each.arguments());
            assertThat(run.errorLines()).containsExactly(each.problem());
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void failsWhereStandardOutputTakesNoMore() {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        StringWriter err = new StringWriter();
        Surroundings surroundings = new Surroundings(Map.of(), Path.of(".."), false, 80);
        int code = Main.run(
                new Session(new PrintWriter(full, true), new PrintWriter(err, true), surroundings, new Interruption()),
                "--version");
        assertThat(code).isEqualTo(1);
        assertThat(err.toString().strip())
                .isEqualTo(
                        "output failed: standard output: not all was taken, expected room for it; is the disk full, or"
                                + " the pipe closed?");
    }

    @Test
    void printsAStackTraceOnRequestOnly() {
        CommandRun plain = CommandRun.of("ingest", "no-such.zip", "--output", "never");
        assertThat(plain.code()).isEqualTo(1);
        assertThat(plain.errorLines()).hasSize(1);
        CommandRun traced = CommandRun.of("ingest", "no-such.zip", "--output", "never", "--stacktrace");
        assertThat(traced.code()).isEqualTo(1);
        assertThat(traced.err()).contains("\tat dev.diptych.");
        assertThat(traced.errorLines()).endsWith(plain.errorLines().get(0));
    }

    private static CommandLine root() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return Main.commandLine(
                new Session(nowhere, nowhere, new Surroundings(Map.of(), Path.of(""), false, 80), new Interruption()));
    }

    private static List<CommandLine> leaves(CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            return List.of(command);
        }
        List<CommandLine> leaves = new ArrayList<>();
        command.getSubcommands().values().forEach(inner -> leaves.addAll(leaves(inner)));
        return leaves;
    }
}
