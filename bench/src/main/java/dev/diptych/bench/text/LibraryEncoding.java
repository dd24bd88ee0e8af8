package dev.diptych.bench.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.diptych.text.huggingface.NativeLibrary;
import dev.diptych.text.tokenizer.BpeTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Hugging Face's library with the vocabulary of a tokenizer of ours, encoding in batches on all processors. */
final class LibraryEncoding implements AutoCloseable {
    private final HuggingFaceTokenizer library;

    private LibraryEncoding(HuggingFaceTokenizer library) {
        this.library = library;
    }

    /** Opens the library with what a tokenizer saves. */
    static LibraryEncoding of(BpeTokenizer tokenizer) throws IOException {
        Path folder = Files.createTempDirectory("diptych-bench-tokenizer");
        try {
            tokenizer.save(folder);
            Path json = folder.resolve("tokenizer.json");
            return new LibraryEncoding(NativeLibrary.open(json.toString(), Files.readAllBytes(json)));
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    /** The ids of each caption, without start and end of text. */
    int[][] encode(List<String> captions) {
        return Arrays.stream(library.batchEncode(captions, false, false))
                .map(LibraryEncoding::ids)
                .toArray(int[][]::new);
    }

    private static int[] ids(Encoding encoding) {
        long[] ids = encoding.getIds();
        return IntStream.range(0, ids.length).map(i -> (int) ids[i]).toArray();
    }

    @Override
    public void close() {
        library.close();
    }
}
