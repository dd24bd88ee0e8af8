package dev.diptych.export.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.export.safetensors.TensorValues;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LinkTest {
    @Test
    void unpacksAndPacks() {
        Link link = new Link(
                List.of(new Slot("q", List.of(2)), new Slot("kv", List.of(4))),
                List.of(new Slot("a", List.of(3)), new Slot("b", List.of(3))),
                false);
        Map<String, float[]> ours = Map.of("q", new float[] {1, 2}, "kv", new float[] {3, 4, 5, 6});
        assertThat(link.theirs("a", of(ours))).containsExactly(1, 2, 3);
        assertThat(link.theirs("b", of(ours))).containsExactly(4, 5, 6);
        Map<String, float[]> theirs = Map.of("a", new float[] {1, 2, 3}, "b", new float[] {4, 5, 6});
        assertThat(link.ours("q", of(theirs))).containsExactly(1, 2);
        assertThat(link.ours("kv", of(theirs))).containsExactly(3, 4, 5, 6);
    }

    @Test
    void transposesBothWays() {
        Link link = new Link(List.of(new Slot("a", List.of(2, 3))), List.of(new Slot("b", List.of(3, 2))), true);
        assertThat(link.theirs("b", name -> new float[] {1, 2, 3, 4, 5, 6})).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(link.ours("a", name -> new float[] {1, 4, 2, 5, 3, 6})).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void refusesSidesOfDifferentSizes() {
        assertThatThrownBy(() -> Link.same(new Slot("a", List.of(2, 3)), "b", List.of(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected as many values each");
    }

    @Test
    void refusesToTransposeWhatIsNoMatrix() {
        assertThatThrownBy(() -> new Link(List.of(new Slot("a", List.of(6))), List.of(new Slot("b", List.of(6))), true))
                .hasMessageContaining("expected one matrix to transpose");
    }

    private static TensorValues of(Map<String, float[]> values) {
        return name -> values.getOrDefault(name, new float[0]);
    }
}
