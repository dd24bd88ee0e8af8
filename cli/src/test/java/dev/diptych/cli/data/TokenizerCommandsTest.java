package dev.diptych.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diptych.cli.CommandRun;
import dev.diptych.text.bpe.BpeTrainer;
import dev.diptych.text.tokenizer.BpeTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerCommandsTest {
    @TempDir
    Path folder;

    private BpeTokenizer tokenizer;

    @BeforeEach
    void saveTokenizer() throws IOException {
        tokenizer = new BpeTokenizer(new BpeTrainer(520).train(Stream.of("a cat", "a cat, a hat", "the cat")));
        tokenizer.save(folder);
    }

    @Test
    void printsTheTokensOfEachCaption() {
        CommandRun run = CommandRun.of("tokenizer", "encode", "--tokenizer", folder, "A Cat", "a hat!");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines()).containsExactly(line("a cat"), line("a hat!"));
        CommandRun pieces = CommandRun.of("tokenizer", "encode", "--tokenizer", folder, "--pieces", "A Cat");
        assertThat(pieces.out().strip()).isEqualTo("[a ] [cat ]");
    }

    @Test
    void printsRowsAndSaysHowManyWereCut() {
        CommandRun run =
                CommandRun.of("tokenizer", "encode", "--tokenizer", folder, "--context", 4, "a", "a cat a cat");
        int start = tokenizer.startOfText().orElseThrow();
        int end = tokenizer.endOfText();
        assertThat(run.out().lines())
                .containsExactly(start + " " + line("a") + " " + end + " 0", start + " " + line("a cat") + " " + end);
        assertThat(run.errorLines()).containsExactly("cut 1 of 2 captions to 4 tokens");
        CommandRun none = CommandRun.of("tokenizer", "encode", "--tokenizer", folder, "--context", 1, "a");
        assertThat(none.errorLines()).containsExactly("bad usage: --context: 1, expected at least 2");
        assertThat(none.code()).isEqualTo(2);
    }

    @Test
    void showsWhatATokenizerIs() {
        CommandRun run = CommandRun.of("tokenizer", "show", folder);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "read by    Diptych (CLIP's byte-level BPE)",
                        "tokens     " + tokenizer.vocabularySize(),
                        "start      " + tokenizer.startOfText().orElseThrow() + " <start_of_text>",
                        "end        " + tokenizer.endOfText() + " <end_of_text>",
                        "padding    0 !",
                        "hash       " + tokenizer.hash());
    }

    @Test
    void saysInOneLineThatThereIsNoTokenizer() {
        CommandRun run = CommandRun.of("tokenizer", "show", folder.resolve("no.json"));
        assertThat(run.errorLines())
                .containsExactly("tokenizer failed: " + folder.resolve("no.json") + ": no such file, expected JSON");
        assertThat(run.code()).isEqualTo(1);
    }

    private String line(String caption) {
        return String.join(
                " ",
                java.util.Arrays.stream(tokenizer.encode(caption))
                        .mapToObj(String::valueOf)
                        .toList());
    }
}
