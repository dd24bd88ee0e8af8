package dev.diptych.eval.labelled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.text.prompt.ClassNames;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {
    private static final ClassNames NAMES = new ClassNames("c.txt", List.of("tree frog", "ape", "bear"));

    @Test
    void takesTextsThatAreNamesForThoseClasses() {
        Labels labels = Labels.ofTexts(List.of("ape", "Tree_Frog", "ape")).by(NAMES, "d");
        assertThat(labels.values()).containsExactly(1, 0, 1);
        assertThat(labels.texts()).isEqualTo(NAMES.names());
    }

    @Test
    void takesNumbersForThePlacesOfNames() {
        assertThat(Labels.ofTexts(List.of("2", "0", "02")).by(NAMES, "d").values())
                .containsExactly(2, 0, 2);
        assertThat(Labels.ofNumbers(new int[] {2, 1}).by(NAMES, "d").values()).containsExactly(2, 1);
        assertThatThrownBy(() -> Labels.ofNumbers(new int[] {0, 3}).by(NAMES, "d"))
                .hasMessage("read failed: d: label 3, expected 0 to 2 as c.txt has 3 names");
    }

    @Test
    void rejectsANumberFarAboveAllClassesWithoutRoomForAsMany() {
        assertThatThrownBy(
                        () -> Labels.ofNumbers(new int[] {0, Integer.MAX_VALUE}).by(NAMES, "d"))
                .hasMessage("read failed: d: label 2147483647, expected 0 to 2 as c.txt has 3 names");
    }

    @Test
    void takesAsManyOtherTextsInTheirOrder() {
        Labels labels = Labels.ofTexts(List.of("n03", "n01", "n02")).by(NAMES, "d");
        assertThat(labels.values()).containsExactly(2, 0, 1);
        assertThatThrownBy(() -> Labels.ofTexts(List.of("ape", "n01")).by(NAMES, "d"))
                .hasMessage("read failed: d: 2 labels such as 'n01', expected names of c.txt, numbers, or as many as it"
                        + " has, 3");
    }

    @Test
    void keepsSetsOfLabelsApart() {
        Labels labels = Labels.ofSets(List.of(List.of("bear", "ape"), List.of(), List.of("ape")))
                .by(NAMES, "d");
        assertThat(labels.count()).isEqualTo(3);
        assertThat(labels.of(0)).containsExactly(2, 1);
        assertThat(labels.of(1)).isEmpty();
        assertThat(labels.of(2)).containsExactly(1);
    }
}
