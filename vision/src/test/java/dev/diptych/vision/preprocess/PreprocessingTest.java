package dev.diptych.vision.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.image.RgbImage;
import dev.diptych.image.resize.Resampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreprocessingTest {
    /** Numbers of Pillow 12.3.0 and torchvision's transforms on {@link Rings}. */
    record Case(int width, int height, String sha256, int sum, double mean, double firstRed, double lastBlue) {}

    static Case[] torchvision() {
        return new Case[] {
            new Case(
                    100,
                    60,
                    "974b59cc55a484294b8adb12185ad6b7e9f1277841f5acf8431c1eb9d8cd3fa8",
                    380112,
                    0.13372327387332916,
                    0.19312354922294617,
                    -0.21463386714458466),
            new Case(
                    60,
                    100,
                    "207729071cdd1a905f89f419243ae480d862ecebac9bd93325afa004963775d1",
                    390064,
                    0.18108069896697998,
                    -0.9017584919929504,
                    -0.21463386714458466),
            new Case(
                    333,
                    251,
                    "de6b3653b9450c7999abe3a433dd77ce100eb3a14120c4bbabb84a6675357ea4",
                    391659,
                    0.18765683472156525,
                    -1.1061365604400635,
                    -0.17197367548942566),
            new Case(
                    31,
                    17,
                    "7f2bf6ef877c3fcb7a1660b2a97be422b9ba7c50a41a33333feb77fd95a6bc0a",
                    361517,
                    0.046828240156173706,
                    -1.1061365604400635,
                    -0.3283943831920624),
            new Case(
                    224,
                    224,
                    "0f7a71105a7b5df622f893d43bd8bd8c0a3a7b4067af10c15e63c2d0b28b8b44",
                    390787,
                    0.18353134393692017,
                    -1.339711308479309,
                    -0.9114170670509338),
        };
    }

    @ParameterizedTest
    @MethodSource("torchvision")
    void equalsTorchvisionsResizeAndCenterCrop(Case c) {
        RgbImage fitted = new Preprocessing(32).fit(Rings.of(c.width, c.height));

        int sum = 0;
        for (byte b : fitted.pixels()) {
            sum += b & 0xFF;
        }
        assertThat(sum).isEqualTo(c.sum);
        assertThat(Rings.sha256(fitted)).isEqualTo(c.sha256);
    }

    @ParameterizedTest
    @MethodSource("torchvision")
    void normalizesAsTorchvisionDoes(Case c) {
        Preprocessing preprocessing = new Preprocessing(32);
        float[] out = new float[preprocessing.inputLength() + 5];

        preprocessing.apply(Rings.of(c.width, c.height), out, 5);

        double sum = 0;
        for (int i = 5; i < out.length; i++) {
            sum += out[i];
        }
        // float32 arithmetic on both sides: one unit in the last place of a value below 2, and of their sum.
        assertThat(out[5]).isCloseTo((float) c.firstRed, within(2.4e-7f));
        assertThat(out[out.length - 1]).isCloseTo((float) c.lastBlue, within(2.4e-7f));
        assertThat(sum / preprocessing.inputLength()).isCloseTo(c.mean, within(1e-6));
        assertThat(out[4]).isZero();
    }

    @Test
    void squashesBothSides() {
        assertThat(Rings.sha256(with(ResizeMode.SQUASH, Resampling.BICUBIC).fit(Rings.of(100, 60))))
                .isEqualTo("65e624421a500a7213618490dea28ac30370b26730fde7f83e261f740a81fc5f");
        assertThat(Rings.sha256(with(ResizeMode.SQUASH, Resampling.BILINEAR).fit(Rings.of(100, 60))))
                .isEqualTo("df7f9cf3e23a2f0dedfbd797b0416a1e12cfac4f3f995a90530e0b6e4801396e");
    }

    @Test
    void padsTheShorterSideInModeLongest() {
        RgbImage fitted = with(ResizeMode.LONGEST, Resampling.BICUBIC).fit(RgbImage.filled(64, 30, 0x102030));

        assertThat(fitted.width()).isEqualTo(32);
        assertThat(fitted.height()).isEqualTo(32);
        assertThat(fitted.rgb(0, 7)).isEqualTo(0xABABAB);
        assertThat(fitted.rgb(31, 8)).isEqualTo(0x102030);
        assertThat(fitted.rgb(31, 22)).isEqualTo(0x102030);
        assertThat(fitted.rgb(0, 23)).isEqualTo(0xABABAB);
    }

    @Test
    void fitsAnImageOfOneRow() {
        for (ResizeMode mode : ResizeMode.values()) {
            assertThat(with(mode, Resampling.BICUBIC)
                            .fit(Rings.of(1_000_000, 1))
                            .width())
                    .isEqualTo(32);
        }
    }

    @Test
    void startsFromOpenClipsDefaults() {
        assertThat(new Preprocessing(224))
                .isEqualTo(new Preprocessing(
                        224,
                        new ChannelValues(0.48145466f, 0.4578275f, 0.40821073f),
                        new ChannelValues(0.26862954f, 0.26130258f, 0.27577711f),
                        Resampling.BICUBIC,
                        ResizeMode.SHORTEST,
                        0));
    }

    @Test
    void rejectsASizeOfZero() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preprocessing(0))
                .withMessage("preprocessing rejected: size: 0, expected 1 to 4096");
    }

    @Test
    void rejectsAStdOfZero() {
        ChannelValues zero = new ChannelValues(1, 0, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preprocessing(8, zero, zero, Resampling.BICUBIC, ResizeMode.SQUASH, 0))
                .withMessageStartingWith("preprocessing rejected: std: ");
    }

    @Test
    void rejectsAFillColorThatIsNoChannelsValue() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Preprocessing(
                        8,
                        ChannelValues.OPENAI_MEAN,
                        ChannelValues.OPENAI_STD,
                        Resampling.BICUBIC,
                        ResizeMode.LONGEST,
                        0xFFFFFF))
                .withMessage("preprocessing rejected: fill_color: 16777215, expected 0 to 255");
    }

    private static Preprocessing with(ResizeMode mode, Resampling filter) {
        return new Preprocessing(32, ChannelValues.OPENAI_MEAN, ChannelValues.OPENAI_STD, filter, mode, 0xAB);
    }
}
