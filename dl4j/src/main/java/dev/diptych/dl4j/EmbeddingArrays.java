package dev.diptych.dl4j;

import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.image.RgbImage;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Embeddings and their similarities as ND4J's arrays, and back. All are copies. */
public final class EmbeddingArrays {
    private EmbeddingArrays() {}

    /** @return float32 [N, D], of unit length, a row an image */
    public static INDArray images(Embedder embedder, List<RgbImage> images) {
        return rows(embedder.images(images), embedder.dimensions());
    }

    /** @return float32 [N, D], of unit length, a row a caption */
    public static INDArray texts(Embedder embedder, List<String> captions) {
        return rows(embedder.texts(captions), embedder.dimensions());
    }

    /** @return float32 [N, D] */
    public static INDArray of(Embeddings embeddings) {
        return rows(embeddings.values(), embeddings.dimensions());
    }

    /**
     * Vectors made by whatever program, for {@link dev.diptych.eval.retrieval.RetrievalMetrics} and the like.
     *
     * @param rows [N, D], of any real type and order
     * @throws IllegalArgumentException if it has not two axes, or a value that is not finite
     */
    public static Embeddings embeddings(INDArray rows) {
        if (rows.rank() != 2) {
            throw new IllegalArgumentException(
                    "embeddings refused: an array of " + rows.rank() + " axes, expected [N, D]");
        }
        float[] values = rows.castTo(DataType.FLOAT).dup('c').data().asFloat();
        return new Embeddings(values, Math.toIntExact(rows.size(1)));
    }

    /**
     * The dot products of all pairs: cosines where the rows have unit length.
     *
     * @param images [N, D]
     * @param texts [M, D]
     * @return float32 [N, M], all in memory; {@link dev.diptych.eval.retrieval.Ranks} needs no such matrix
     */
    public static INDArray similarities(INDArray images, INDArray texts) {
        return images.mmul(texts.transpose());
    }

    private static INDArray rows(float[] values, int dimensions) {
        return Nd4j.create(values, new long[] {values.length / dimensions, dimensions}, 'c');
    }
}
