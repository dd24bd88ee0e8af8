package dev.diptych.image.resize;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diptych.image.RgbImage;
import dev.diptych.image.SampleFiles;
import dev.diptych.image.Synthetic;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResizeTest {
    record Case(
            int sourceWidth, int sourceHeight, int width, int height, Resampling filter, float[] box, String sha256) {
        @Override
        public String toString() {
            return sourceWidth + "x" + sourceHeight + " " + Arrays.toString(box) + " to " + width + "x" + height + " "
                    + filter;
        }
    }

    static Case[] pillow() {
        return new String(SampleFiles.read("resize-pillow.txt"), UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .map(f -> new Case(
                        Integer.parseInt(f[0]),
                        Integer.parseInt(f[1]),
                        Integer.parseInt(f[2]),
                        Integer.parseInt(f[3]),
                        Resampling.valueOf(f[4]),
                        new float[] {
                            Float.parseFloat(f[5]),
                            Float.parseFloat(f[6]),
                            Float.parseFloat(f[7]),
                            Float.parseFloat(f[8])
                        },
                        f[9]))
                .toArray(Case[]::new);
    }

    @ParameterizedTest
    @MethodSource("pillow")
    void equalsPillowByteForByte(Case c) {
        RgbImage source = Synthetic.rings(c.sourceWidth, c.sourceHeight);

        RgbImage resized = Resize.resize(source, c.width, c.height, c.filter, c.box[0], c.box[1], c.box[2], c.box[3]);

        assertThat(Synthetic.sha256(resized)).isEqualTo(c.sha256);
    }

    @Test
    void equalsPillowsSmallMatrices() {
        RgbImage source = Synthetic.rings(5, 4);

        assertThat(Resize.resize(source, 3, 2, Resampling.BICUBIC).pixels())
                .isEqualTo(bytes(4, 3, 7, 16, 4, 21, 28, 7, 41, 9, 12, 26, 21, 13, 9, 33, 16, 43));
        assertThat(Resize.resize(source, 3, 2, Resampling.BILINEAR).pixels())
                .isEqualTo(bytes(5, 4, 9, 16, 5, 21, 27, 8, 40, 10, 11, 24, 21, 12, 12, 32, 15, 43));
        assertThat(Resize.resize(source, 7, 6, Resampling.BICUBIC).pixels())
                .isEqualTo(bytes(
                        0, 0, 0, 3, 0, 5, 9, 0, 14, 14, 1, 21, 19, 2, 30, 25, 4, 39, 28, 5, 44, 1, 2, 5, 4, 2, 2, 10, 2,
                        10, 15, 3, 29, 20, 4, 28, 26, 6, 38, 29, 7, 50, 4, 6, 14, 7, 6, 6, 13, 6, 10, 18, 7, 30, 23, 8,
                        20, 29, 10, 36, 32, 11, 59, 5, 9, 19, 8, 9, 27, 14, 9, 23, 19, 10, 3, 24, 11, 6, 30, 13, 36, 33,
                        14, 67, 8, 13, 28, 11, 13, 31, 17, 13, 23, 22, 14, 4, 27, 15, 0, 33, 17, 34, 36, 18, 76, 9, 15,
                        35, 12, 15, 28, 18, 15, 19, 23, 16, 12, 28, 17, 0, 34, 19, 33, 37, 20, 82));
    }

    @Test
    void keepsAConstantImage() {
        RgbImage grey = RgbImage.filled(37, 23, 0x80FF01);

        for (Resampling filter : Resampling.values()) {
            assertThat(Resize.resize(grey, 11, 50, filter)).isEqualTo(RgbImage.filled(11, 50, 0x80FF01));
        }
    }

    @Test
    void returnsTheSourceWhereNothingChanges() {
        RgbImage source = Synthetic.rings(9, 9);

        assertThat(Resize.resize(source, 9, 9, Resampling.BICUBIC)).isSameAs(source);
    }

    @Test
    void givesTheSameWindowAsCroppingAfterwards() {
        RgbImage source = Synthetic.rings(50, 40);

        for (Resampling filter : Resampling.values()) {
            assertThat(Resize.resizeAndCrop(source, 31, 40, filter, 5, 7, 20, 11))
                    .isEqualTo(Resize.resize(source, 31, 40, filter).crop(5, 7, 20, 11));
        }
    }

    @Test
    void planesHoldThePixelsOfThePartAlone() {
        RgbImage source = Synthetic.rings(300, 290);
        List<ImagePart> parts = List.of(
                ImagePart.whole(source),
                new ImagePart(source, 3, 5, 20, 30),
                new ImagePart(source, 299, 0, 1, 290),
                new ImagePart(source, 0, 289, 300, 1),
                new ImagePart(source, 293, 284, 7, 6));
        for (ImagePart part : parts) {
            for (int[] size : new int[][] {{20, 30}, {9, 41}, {300, 290}, {1, 1}}) {
                RgbImage expected = Resize.resize(part.copied(), size[0], size[1], Resampling.BICUBIC);
                assertThat(planes(part, size[0], size[1], false)).isEqualTo(floats(expected, false));
                assertThat(planes(part, size[0], size[1], true)).isEqualTo(floats(expected, true));
            }
        }
    }

    @Test
    void scalesImagesNarrowerThanAStrip() {
        // Pillow 9.4 keeps one colour as it is; so do all sizes here, whose strips reach past the image's end
        for (int width = 1; width < 10; width++) {
            for (int height = 1; height < 10; height++) {
                RgbImage grey = RgbImage.filled(width, height, 0x80FF01);
                assertThat(Resize.resize(grey, 13, 4, Resampling.LANCZOS)).isEqualTo(RgbImage.filled(13, 4, 0x80FF01));
            }
        }
    }

    @Test
    void rejectsAPartOutsideTheImage() {
        RgbImage source = Synthetic.rings(9, 9);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ImagePart(source, 4, 0, 6, 9))
                .withMessage("crop failed: rectangle: 6x9 at 4,0, expected inside 9x9");
    }

    private static float[] planes(ImagePart part, int width, int height, boolean flip) {
        float[] out = new float[2 + 3 * width * height];
        Resize.toPlanes(part, width, height, Resampling.BICUBIC, flip, out, 2);
        return Arrays.copyOfRange(out, 2, out.length);
    }

    private static float[] floats(RgbImage image, boolean flip) {
        int area = image.width() * image.height();
        float[] values = new float[3 * area];
        for (int i = 0; i < area; i++) {
            int x = i % image.width();
            int rgb = image.rgb(flip ? image.width() - 1 - x : x, i / image.width());
            values[i] = (rgb >> 16) / 255f;
            values[area + i] = (rgb >> 8 & 0xFF) / 255f;
            values[2 * area + i] = (rgb & 0xFF) / 255f;
        }
        return values;
    }

    @Test
    void rejectsABoxOutsideTheSource() {
        RgbImage source = Synthetic.rings(9, 9);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resize.resize(source, 4, 4, Resampling.BOX, 0, 0, 9.5f, 9))
                .withMessage("resize failed: box: 0.0 to 9.5, expected an interval inside 0 to 9");
    }

    @Test
    void rejectsAnEmptyBox() {
        RgbImage source = Synthetic.rings(9, 9);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resize.resize(source, 4, 4, Resampling.BOX, 3, 0, 3, 9))
                .withMessageContaining("expected an interval inside 0 to 9");
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
