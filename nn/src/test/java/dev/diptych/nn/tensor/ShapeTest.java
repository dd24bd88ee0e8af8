package dev.diptych.nn.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ShapeTest {
    @Test
    void countsElementsAndRows() {
        Shape shape = Shape.of(2, 3, 5);
        assertThat(shape.rank()).isEqualTo(3);
        assertThat(shape.last()).isEqualTo(5);
        assertThat(shape.rows()).isEqualTo(6);
        assertThat(shape.elements()).isEqualTo(30);
    }

    @Test
    void countsBeyondTheRangeOfAnInt() {
        assertThat(Shape.of(1 << 20, 1 << 20).elements()).isEqualTo(1L << 40);
    }

    @Test
    void equalsByItsSizes() {
        assertThat(Shape.of(2, 3)).isEqualTo(Shape.of(2, 3)).hasSameHashCodeAs(Shape.of(2, 3));
        assertThat(Shape.of(2, 3)).isNotEqualTo(Shape.of(3, 2));
        assertThat(Shape.of(6)).isNotEqualTo(Shape.of(1, 6));
    }

    @Test
    void keepsItsSizesFromCallers() {
        int[] sizes = {2, 3};
        Shape shape = Shape.of(sizes);
        sizes[0] = 7;
        shape.toArray()[1] = 7;
        assertThat(shape).hasToString("[2, 3]");
    }

    @Test
    void rejectsNoAxes() {
        assertThatThrownBy(Shape::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shape: no axes, expected at least one");
    }

    @Test
    void rejectsASizeOfZero() {
        assertThatThrownBy(() -> Shape.of(2, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shape: [2, 0], expected sizes of at least 1");
    }

    @Test
    void rejectsMoreElementsThanALongCounts() {
        Shape shape = Shape.of(1 << 30, 1 << 30, 1 << 30);
        assertThatThrownBy(shape::elements).isInstanceOf(ArithmeticException.class);
    }
}
