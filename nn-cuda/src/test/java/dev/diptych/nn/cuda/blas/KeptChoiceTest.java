package dev.diptych.nn.cuda.blas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptChoiceTest {
    private final List<Integer> timed = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void takesTheQuickestAndStaysWithIt() {
        Path file = folder.resolve("products/a");
        assertThat(KeptChoice.of(file, 3, times(3, 2, 1))).isEqualTo(2);
        assertThat(timed).hasSize(3 * 4);
        assertThat(KeptChoice.of(file, 3, times(1, 2, 3))).isEqualTo(2);
        assertThat(timed).hasSize(3 * 4);
    }

    @Test
    void staysWithTheFirstWhereOthersAreHardlyQuicker() {
        assertThat(KeptChoice.of(folder.resolve("a"), 2, times(1, 0.98))).isZero();
        assertThat(KeptChoice.of(folder.resolve("b"), 2, times(1, 0.9))).isEqualTo(1);
    }

    @Test
    void leavesOutWhatCannotBeTimed() {
        double none = Double.NaN;
        assertThat(KeptChoice.of(folder.resolve("a"), 3, times(none, 2, none))).isEqualTo(1);
        assertThat(KeptChoice.of(folder.resolve("b"), 2, times(none, none))).isZero();
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void timesNothingWhereThereIsNoChoiceOrNowhereToKeepIt() throws IOException {
        assertThat(KeptChoice.of(folder.resolve("a"), 1, times(1))).isZero();
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(KeptChoice.of(file.resolve("a"), 2, times(2, 1))).isZero();
        assertThat(timed).isEmpty();
    }

    @Test
    void choosesAnewWhereTheFileNamesNoCandidate() throws IOException {
        for (String text : new String[] {"", "2", "-1", "one", "0.5", "1".repeat(40), "\0\0"}) {
            Path file = Files.writeString(folder.resolve("a"), text);
            assertThat(KeptChoice.of(file, 2, times(2, 1))).as(text).isEqualTo(1);
            assertThat(file).hasContent("1");
        }
    }

    private IntToDoubleFunction times(double... milliseconds) {
        return candidate -> {
            timed.add(candidate);
            return milliseconds[candidate];
        };
    }
}
