package dev.diptych.cli.evaluate;

import dev.diptych.cli.session.UsageException;
import dev.diptych.contrastive.embed.file.EmbeddingFolder;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.eval.vectors.ImageOfText;
import dev.diptych.eval.vectors.VectorFiles;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Vectors that are there already, in the place of a model and data. */
final class VectorOptions {
    @Option(
            names = "--image-vectors",
            paramLabel = "FILE|DIR",
            order = 100,
            description = "Score vectors instead: a .npy file of the images', a row each, or a folder of such files.")
    private @Nullable Path images;

    @Option(
            names = "--text-vectors",
            paramLabel = "FILE|DIR",
            order = 101,
            description = "The texts' vectors, likewise.")
    private @Nullable Path texts;

    @Option(
            names = "--image-of-text",
            paramLabel = "FILE",
            order = 102,
            description = "The image of each text by its row from 0: a .npy file of int32 or int64, or a text with a"
                    + " number a line (default: as many texts as images, row by row).")
    private @Nullable Path imageOfText;

    @Option(
            names = "--embeddings",
            paramLabel = "DIR",
            order = 103,
            description = "The folder of diptych embed or clip-retrieval that has both: DIR/img_emb and DIR/text_emb.")
    private @Nullable Path embeddings;

    boolean given() {
        return images != null || texts != null || imageOfText != null || embeddings != null;
    }

    /** What was searched, as results name it. */
    Path source() {
        return embeddings != null ? embeddings : requireBoth(images);
    }

    /** float32 [N, D], of unit length. */
    Embeddings images() {
        return unit(embeddings == null ? requireBoth(images) : embeddings.resolve(EmbeddingFolder.IMAGES));
    }

    /** float32 [M, D], of unit length. */
    Embeddings texts() {
        return unit(embeddings == null ? requireBoth(texts) : embeddings.resolve(EmbeddingFolder.TEXTS));
    }

    /** The image of each text. */
    int[] imageOfText(int imageCount, int textCount) {
        if (imageOfText != null) {
            return ImageOfText.read(imageOfText);
        }
        if (imageCount != textCount) {
            throw new UsageException("--image-of-text: not given with " + imageCount + " images and " + textCount
                    + " texts, expected the image of each text");
        }
        return ImageOfText.byRow(textCount);
    }

    private Path requireBoth(@Nullable Path path) {
        if (path == null || embeddings != null) {
            throw new UsageException("diptych eval retrieval: "
                    + (embeddings == null ? "one of --image-vectors and --text-vectors" : "--embeddings with another")
                    + ", expected both of them, or --embeddings alone");
        }
        return path;
    }

    private static Embeddings unit(Path path) {
        Embeddings read = VectorFiles.read(path);
        return read.first(read.dimensions());
    }
}
