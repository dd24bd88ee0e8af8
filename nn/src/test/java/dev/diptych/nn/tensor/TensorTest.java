package dev.diptych.nn.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TensorTest {
    private final Tensor tensor = Tensor.create("x", DType.FLOAT32, Role.ACTIVATION, Shape.of(4, 6));

    @Test
    void seesItsStorageWholeAndInOrder() {
        assertThat(tensor.whole()).isTrue();
        assertThat(tensor.contiguous()).isTrue();
        assertThat(tensor.offset()).isZero();
        assertThat(tensor).hasToString("x[4, 6]");
    }

    @Test
    void columnsKeepTheDistanceBetweenRows() {
        Tensor columns = tensor.columns(2, 3);
        assertThat(columns.shape()).isEqualTo(Shape.of(4, 3));
        assertThat(columns.offset()).isEqualTo(2);
        assertThat(columns.rowStride()).isEqualTo(6);
        assertThat(columns.contiguous()).isFalse();
        assertThat(columns.whole()).isFalse();
    }

    @Test
    void columnsOfColumnsCountFromTheFirst() {
        assertThat(tensor.columns(2, 3).columns(1, 2)).isEqualTo(tensor.columns(3, 2));
    }

    @Test
    void rowsAreContiguousButNotWhole() {
        Tensor rows = tensor.rows(1, 2);
        assertThat(rows.shape()).isEqualTo(Shape.of(2, 6));
        assertThat(rows.offset()).isEqualTo(6);
        assertThat(rows.contiguous()).isTrue();
        assertThat(rows.whole()).isFalse();
    }

    @Test
    void reshapesWithoutMoving() {
        Tensor reshaped = tensor.reshape(2, 12);
        assertThat(reshaped.storage()).isSameAs(tensor.storage());
        assertThat(reshaped.rowStride()).isEqualTo(12);
        assertThat(reshaped.whole()).isTrue();
    }

    @Test
    void hasTheSamePlaceInAnotherStorage() {
        Storage other = new Storage("d x", DType.FLOAT32, Role.ACTIVATION, 24);
        Tensor mirrored = tensor.columns(2, 3).in(other);
        assertThat(mirrored.storage()).isSameAs(other);
        assertThat(mirrored.in(tensor.storage())).isEqualTo(tensor.columns(2, 3));
    }

    @Test
    void rejectsColumnsBeyondTheRow() {
        assertThatThrownBy(() -> tensor.columns(4, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected to lie within it");
    }

    @Test
    void rejectsRowsBeyondTheLast() {
        assertThatThrownBy(() -> tensor.rows(3, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected to lie within it");
    }

    @Test
    void rejectsRowsThatOverlap() {
        assertThatThrownBy(() -> new Tensor(tensor.storage(), Shape.of(2, 6), 5, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row stride 5");
    }

    @Test
    void rejectsReshapingColumns() {
        Tensor columns = tensor.columns(0, 3);
        assertThatThrownBy(() -> columns.reshape(12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reshape: x: [4, 3] to [12], expected a contiguous view of equal count");
    }

    @Test
    void rejectsReshapingToAnotherCount() {
        assertThatThrownBy(() -> tensor.reshape(5, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("reshape: x: [4, 6] to [5, 5], expected a contiguous view of equal count");
    }
}
