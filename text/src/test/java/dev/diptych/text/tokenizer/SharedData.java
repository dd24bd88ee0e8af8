package dev.diptych.text.tokenizer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files that lie in {@code shared/} beside the checkout; a test that needs one skips where it is absent. */
public final class SharedData {
    private SharedData() {}

    /** OpenAI's vocabulary. */
    public static Path clipVocabulary() {
        Path name = Path.of("shared", "data", "bpe_simple_vocab_16e6.txt.gz");
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        assumeTrue(false, name + " is not beside the checkout: skipped");
        throw new AssertionError();
    }
}
