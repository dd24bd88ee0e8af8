package dev.diptych.image.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diptych.image.ImageException;
import dev.diptych.image.ImageException.Reason;
import dev.diptych.image.RgbImage;
import dev.diptych.image.Synthetic;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResizeOptionsTest {
    /** Sizes worked out by hand from img2dataset's resizer and the rounding of the library it calls. */
    record Case(ResizeMode mode, boolean onlyIfBigger, int width, int height, ResizePlan expected) {}

    static Case[] plans() {
        return new Case[] {
            new Case(ResizeMode.NO, false, 640, 480, plan(640, 480)),
            new Case(ResizeMode.KEEP_RATIO, false, 640, 480, plan(341, 256)),
            new Case(ResizeMode.KEEP_RATIO, false, 100, 50, plan(512, 256)),
            new Case(ResizeMode.KEEP_RATIO, true, 100, 50, plan(100, 50)),
            new Case(ResizeMode.KEEP_RATIO, true, 300, 256, plan(300, 256)),
            new Case(ResizeMode.KEEP_RATIO, true, 257, 514, plan(256, 512)),
            new Case(ResizeMode.KEEP_RATIO_LARGEST, false, 640, 480, plan(256, 192)),
            new Case(ResizeMode.KEEP_RATIO_LARGEST, true, 300, 200, plan(256, 171)),
            new Case(ResizeMode.KEEP_RATIO_LARGEST, true, 256, 100, plan(256, 100)),
            // Halves go to the even neighbour: 9 * 256 / 512 = 4.5, 11 * 256 / 512 = 5.5.
            new Case(ResizeMode.KEEP_RATIO_LARGEST, false, 512, 9, plan(256, 4)),
            new Case(ResizeMode.KEEP_RATIO_LARGEST, false, 512, 11, plan(256, 6)),
            new Case(ResizeMode.KEEP_RATIO_LARGEST, false, 5000, 1, plan(256, 1)),
            new Case(ResizeMode.CENTER_CROP, false, 640, 480, new ResizePlan(341, 256, 256, 256, 42, 0)),
            new Case(ResizeMode.CENTER_CROP, false, 10, 20, new ResizePlan(256, 512, 256, 256, 0, 128)),
            new Case(ResizeMode.CENTER_CROP, true, 200, 2000, plan(200, 2000)),
            new Case(ResizeMode.BORDER, false, 640, 480, new ResizePlan(256, 192, 256, 256, 0, -32)),
            new Case(ResizeMode.BORDER, false, 481, 640, new ResizePlan(192, 256, 256, 256, -32, 0)),
            new Case(ResizeMode.BORDER, false, 256, 101, new ResizePlan(256, 101, 256, 256, 0, -77)),
            new Case(ResizeMode.BORDER, true, 256, 101, plan(256, 101)),
        };
    }

    @ParameterizedTest
    @MethodSource("plans")
    void plansAsImg2datasetDoes(Case c) {
        ResizeOptions options = new ResizeOptions(c.mode, 256, c.onlyIfBigger);

        assertThat(options.plan(c.width, c.height)).isEqualTo(c.expected);
        assertThat(options.changes(c.width, c.height))
                .isEqualTo(c.expected.width() != c.width || c.expected.height() != c.height);
    }

    @Test
    void cutsTheMiddleOutOfTheScaledImage() {
        RgbImage source = Synthetic.rings(50, 30);

        RgbImage cropped = new ResizeOptions(ResizeMode.CENTER_CROP, 15, false).apply(source);

        RgbImage scaled = Resize.resize(source, 25, 15, Resampling.BICUBIC);
        assertThat(cropped).isEqualTo(scaled.crop(5, 0, 15, 15));
    }

    @Test
    void fillsUpWithWhite() {
        RgbImage source = Synthetic.rings(50, 30);

        RgbImage bordered = new ResizeOptions(ResizeMode.BORDER, 25, false).apply(source);

        assertThat(bordered.crop(0, 5, 25, 15)).isEqualTo(Resize.resize(source, 25, 15, Resampling.BICUBIC));
        assertThat(bordered.crop(0, 0, 25, 5)).isEqualTo(RgbImage.filled(25, 5, 0xFFFFFF));
        assertThat(bordered.crop(0, 20, 25, 5)).isEqualTo(RgbImage.filled(25, 5, 0xFFFFFF));
    }

    @Test
    void shrinksAndEnlargesWithAFilterOfItsOwnEach() {
        RgbImage source = Synthetic.rings(40, 40);
        ResizeOptions smaller = new ResizeOptions(ResizeMode.KEEP_RATIO, 20, false, Resampling.BOX, Resampling.LANCZOS);
        ResizeOptions larger = new ResizeOptions(ResizeMode.KEEP_RATIO, 80, false, Resampling.BOX, Resampling.LANCZOS);

        assertThat(smaller.apply(source)).isEqualTo(Resize.resize(source, 20, 20, Resampling.BOX));
        assertThat(larger.apply(source)).isEqualTo(Resize.resize(source, 80, 80, Resampling.LANCZOS));
    }

    @Test
    void returnsTheImageItselfWhereNothingChanges() {
        RgbImage source = Synthetic.rings(40, 60);

        assertThat(ResizeOptions.NONE.apply(source)).isSameAs(source);
        assertThat(new ResizeOptions(ResizeMode.KEEP_RATIO, 40, false).apply(source))
                .isSameAs(source);
        assertThat(new ResizeOptions(ResizeMode.BORDER, 60, true).apply(source)).isSameAs(source);
    }

    @Test
    void rejectsALineThatWouldBeEnlargedBeyondMemory() {
        RgbImage line = RgbImage.filled(1_000_000, 1, 0);
        ResizeOptions options = new ResizeOptions(ResizeMode.KEEP_RATIO, 256, false);

        ImageException e = Assertions.assertThrows(ImageException.class, () -> options.apply(line));

        assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(e.detail())
                .isEqualTo("1000000x1 enlarged to 256000000x256 = 65536 MP, expected at most 25 MP;"
                        + " drop such images by their aspect ratio, or do not enlarge");
    }

    @Test
    void cropsALineWithoutMakingTheRest() {
        RgbImage line = RgbImage.filled(1_000_000, 1, 0x336699);

        RgbImage cropped = new ResizeOptions(ResizeMode.CENTER_CROP, 16, false).apply(line);

        assertThat(cropped).isEqualTo(RgbImage.filled(16, 16, 0x336699));
    }

    @Test
    void rejectsASizeBelowOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ResizeOptions(ResizeMode.BORDER, 0, false))
                .withMessage("resize options rejected: size: 0, expected at least 1");
    }

    private static ResizePlan plan(int width, int height) {
        return new ResizePlan(width, height, width, height, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "KEEP_RATIO, 256, 640, 480, 1", // 682 pixels would have to be left
        "KEEP_RATIO, 256, 4000, 3000, 4",
        "KEEP_RATIO, 256, 5462, 4096, 8",
        "KEEP_RATIO, 256, 5462, 4095, 4",
        "KEEP_RATIO, 256, 1024, 1024, 2",
        "KEEP_RATIO, 256, 1023, 4000, 1",
        "CENTER_CROP, 256, 4000, 3000, 4",
        "BORDER, 256, 4000, 3000, 4",
        "KEEP_RATIO, 256, 100, 100, 1",
        "NO, 256, 4000, 3000, 1",
        "KEEP_RATIO_LARGEST, 64, 65000, 3, 1" // whose scaled row stays one
    })
    void dividesAsLongAsTwiceThePixelsAreLeft(ResizeMode mode, int size, int width, int height, int divisor) {
        assertThat(new ResizeOptions(mode, size, false).divisor(width, height)).isEqualTo(divisor);
    }
}
