package dev.diptych.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.ingest.tar.TarWriter;
import dev.diptych.text.tokenizer.BpeTokenizer;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.text.tokenizer.TokenizerJsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTrainCommandTest {
    private static final String CAPTIONS = "a cat and a cat\n\nthe cat sat with the other cat\n";

    @TempDir
    Path folder;

    private Path text;
    private Path output;

    @BeforeEach
    void writeCaptions() throws IOException {
        text = Files.writeString(folder.resolve("captions.txt"), CAPTIONS);
        output = folder.resolve("tokenizer.json");
    }

    @Test
    void trainsOnTheLinesOfATextFile() throws IOException {
        CommandRun run = CommandRun.of("tokenizer", "train", "--vocab_size", 516, "--output", output, text);
        assertThat(run.err()).startsWith("read captions  1/1 files");
        assertThat(run.out().strip()).isEqualTo(output + ": 516 tokens, 2 merges, from 2 captions");
        assertThat(run.code()).isZero();
        Tokenizer tokenizer = new BpeTokenizer(TokenizerJsonReader.read(output));
        assertThat(tokenizer.vocabularySize()).isEqualTo(516);
        assertThat(tokenizer.encode("cat")).hasSize(1);
    }

    @Test
    void trainsOnTheCaptionsOfShards() throws IOException {
        Path shard = folder.resolve("00000.tar");
        try (TarWriter tar = new TarWriter(Files.newOutputStream(shard))) {
            tar.add("0.txt", "a cat, a dog".getBytes(StandardCharsets.UTF_8));
            tar.add("0.json", "{\"captions\": [\"a cat\", \"a dog\"]}".getBytes(StandardCharsets.UTF_8));
            tar.add("1.txt", "a cat".getBytes(StandardCharsets.UTF_8));
        }
        CommandRun run = CommandRun.of("tokenizer", "train", "--vocab-size", 515, "--output", output, folder);
        assertThat(run.out()).contains("515 tokens, 1 merges, from 3 captions");
    }

    @Test
    void saysThatTheVocabularyIsSmallerThanAskedFor() {
        CommandRun run = CommandRun.of("tokenizer", "train", "--vocab-size", 5000, "--output", output, text);
        assertThat(run.code()).isZero();
        assertThat(run.errorLines().get(1))
                .matches("ended at 5\\d\\d tokens of 5000: no pair of tokens is left that occurs twice");
    }

    record Case(int code, String line, List<Object> arguments) {}

    @Test
    void saysInOneLineWhatIsWrong() throws IOException {
        Path missing = folder.resolve("no.txt");
        Path blank = Files.writeString(folder.resolve("blank.txt"), "\n \n");
        Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', '\n', (byte) 0xE9, ' ', 'b', '\n'});
        Path nowhere = folder.resolve("no/tokenizer.json");
        List<Case> cases = List.of(
                new Case(
                        1,
                        "read failed: " + missing + ": no such file, expected",
                        List.of("--output", output, missing)),
                new Case(1, "read failed: " + blank + ": no captions, expected", List.of("--output", output, blank)),
                new Case(
                        1,
                        "read failed: " + latin + ": not UTF-8 near line 1, expected",
                        List.of("--output", output, latin)),
                new Case(1, "write failed: " + nowhere + ": no folder ", List.of("--output", nowhere, text)),
                new Case(
                        2,
                        "bad usage: --output: " + folder + ": a folder, expected",
                        List.of("--output", folder, text)),
                new Case(
                        2,
                        "bad usage: tokenizer training refused: vocabulary size: 513, expected at least 514",
                        List.of("--output", output, text, "--vocab-size", 513)));
        for (Case each : cases) {
            List<Object> arguments = new ArrayList<>(List.of("tokenizer", "train", "--quiet"));
            arguments.addAll(each.arguments());
            if (!arguments.contains("--vocab-size")) {
                arguments.addAll(List.of("--vocab-size", 600));
            }
            CommandRun run = CommandRun.of(arguments.toArray());
            assertThat(run.errorLines()).as(each.line()).hasSize(1);
            assertThat(run.err()).startsWith(each.line());
            assertThat(run.code()).as(each.line()).isEqualTo(each.code());
            assertThat(output).doesNotExist();
        }
    }
}
