package dev.diptych.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.eval.retrieval.Embeddings;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class EmbeddingArraysTest {
    private static final Embeddings IMAGES = new Embeddings(new float[] {1, 2, 3, 4, 5, 6}, 3);
    private static final Embeddings TEXTS = new Embeddings(new float[] {1, 0, -1, 0, 2, 0, 1, 1, 1}, 3);

    @Test
    void aRowIsAnEmbedding() {
        INDArray array = EmbeddingArrays.of(IMAGES);
        assertThat(array.shape()).containsExactly(2, 3);
        assertThat(array.getRow(1).toFloatVector()).containsExactly(4, 5, 6);
    }

    @Test
    void takesVectorsOfAnyTypeAndOrder() {
        INDArray columns = Nd4j.createFromArray(new double[][] {{1, 4}, {2, 5}, {3, 6}});
        Embeddings back = EmbeddingArrays.embeddings(columns.transpose());
        assertThat(back.dimensions()).isEqualTo(3);
        assertThat(back.values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(EmbeddingArrays.embeddings(EmbeddingArrays.of(IMAGES).castTo(DataType.HALF))
                        .values())
                .containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void refusesWhatIsNoRowsOfFiniteNumbers() {
        assertThatThrownBy(() -> EmbeddingArrays.embeddings(Nd4j.ones(2, 3, 4)))
                .hasMessage("embeddings refused: an array of 3 axes, expected [N, D]");
        assertThatThrownBy(() ->
                        EmbeddingArrays.embeddings(Nd4j.createFromArray(new float[][] {{1, 2}, {3, Float.NaN}})))
                .hasMessageContaining("row 1: NaN");
    }

    @Test
    void similaritiesAreDotProducts() {
        INDArray similarities = EmbeddingArrays.similarities(EmbeddingArrays.of(IMAGES), EmbeddingArrays.of(TEXTS));
        assertThat(similarities.toFloatMatrix()).isDeepEqualTo(new float[][] {{-2, 4, 6}, {-2, 10, 15}});
    }
}
