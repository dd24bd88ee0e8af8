package dev.diptych.contrastive.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextColumnTest {
    @Test
    void givesBackTextsOfAnyLength() {
        SplittableRandom random = new SplittableRandom(7);
        List<String> texts = new ArrayList<>(List.of("", "é", "x".repeat(65_536), "", "y".repeat(200_000)));
        for (int i = 0; i < 5_000; i++) {
            texts.add("text ü".repeat(random.nextInt(20)));
        }
        TextColumn.Builder builder = new TextColumn.Builder();
        texts.forEach(builder::add);
        TextColumn column = builder.build();
        assertThat(column.size()).isEqualTo(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            assertThat(column.get(i)).isEqualTo(texts.get(i));
        }
        assertThat(new TextColumn.Builder().build().size()).isZero();
    }
}
