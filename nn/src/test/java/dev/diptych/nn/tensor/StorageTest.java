package dev.diptych.nn.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class StorageTest {
    private record Block(DType dtype, long elements) implements Memory {}

    private final Storage storage = new Storage("x", DType.FLOAT32, Role.STATE, 10);

    @Test
    void liesWhereItWasPlaced() {
        Memory block = new Block(DType.FLOAT32, 16);
        storage.place(block, 6);
        assertThat(storage.placed()).isTrue();
        assertThat(storage.memory()).isSameAs(block);
        assertThat(storage.offset()).isEqualTo(6);
    }

    @Test
    void rejectsASecondPlace() {
        storage.place(new Block(DType.FLOAT32, 16), 0);
        assertThatThrownBy(() -> storage.place(new Block(DType.FLOAT32, 16), 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("place: x: placed before, expected once");
    }

    @Test
    void rejectsABlockOfAnotherType() {
        assertThatThrownBy(() -> storage.place(new Block(DType.INT32, 16), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("place: x: FLOAT32 [0, 10), expected to lie within INT32 [0, 16)");
    }

    @Test
    void rejectsABlockThatEndsTooSoon() {
        assertThatThrownBy(() -> storage.place(new Block(DType.FLOAT32, 16), 7))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("place: x: FLOAT32 [7, 17), expected to lie within FLOAT32 [0, 16)");
    }

    @Test
    void rejectsReadingItsMemoryBeforeItIsPlaced() {
        assertThatThrownBy(storage::memory)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("memory: x: not placed, expected one that a compiled program uses");
    }
}
