package dev.diptych.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.diptych.image.DecodeOptions;
import dev.diptych.image.DecodeScale;
import dev.diptych.image.DecodedImage;
import dev.diptych.image.RgbImage;
import dev.diptych.image.SampleFiles;
import dev.diptych.image.Synthetic;
import dev.diptych.image.resize.ResizeMode;
import dev.diptych.image.resize.ResizeOptions;
import dev.diptych.image.turbo.TurboJpeg;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DecodeScaleTest {
    private static final DecodeScale HALF = (width, height) -> 2;

    private final ImageDecoder decoder = new ImageDecoder();

    @BeforeEach
    void loaded() {
        assumeThat(TurboJpeg.isLoaded()).as("libjpeg-turbo for this platform").isTrue();
    }

    /** Pillow 9.4: {@code draft(None, twice the size)}, then {@code resize(size, BICUBIC, box=the draft's box)}. */
    @ParameterizedTest
    @CsvSource({
        "45, 8, 0fadf15a37792255e6cf8639afd206eda29fe750fadb6d2e002220025a502354",
        "60, 4, f173f69ad1b9ec43946c2d282f7559d0315c61d80a22a68bb2038f26fb982863",
        "100, 4, 0d12aa843bf2f43fb0ebb7e8df7e4a1672d52449c7b6a004552a72005e8f17db",
        "200, 2, fad8c78803cac7c4ee80afd29151d253ea5852bc36a07c47141f72a7dfde05c1",
        "300, 1, 036a3248e7c7bed193faea23d996aafff3fc1631c191c534936cf9889d21cfec"
    })
    void makesASmallImageAsPillowsThumbnailDoes(int size, int divisor, String sha256) {
        byte[] file = ImageEncoder.jpeg(Synthetic.rings(1001, 803), 90);
        ResizeOptions resize = new ResizeOptions(ResizeMode.KEEP_RATIO, size, false);

        DecodedImage decoded = decoder.decode(file, "a.jpg", resize::divisor);

        assertThat(decoded.divisor()).isEqualTo(divisor);
        assertThat(decoded.width()).isEqualTo(1001);
        assertThat(decoded.height()).isEqualTo(803);
        assertThat(Synthetic.sha256(resize.apply(decoded))).isEqualTo(sha256);
    }

    @ParameterizedTest
    @EnumSource(names = {"KEEP_RATIO", "KEEP_RATIO_LARGEST", "CENTER_CROP", "BORDER"})
    void givesTheSizeThatAnExactDecodingGives(ResizeMode mode) {
        byte[] file = ImageEncoder.jpeg(Synthetic.ramp(637, 401), 95);
        ResizeOptions resize = new ResizeOptions(mode, 64, false);

        RgbImage fast = resize.apply(decoder.decode(file, "a.jpg", resize::divisor));

        RgbImage exact = resize.apply(decoder.decode(file).image());
        assertThat(fast.width()).isEqualTo(exact.width());
        assertThat(fast.height()).isEqualTo(exact.height());
        for (int i = 0; i < exact.pixels().length; i++) { // a ramp has no detail to lose
            assertThat(Math.abs((fast.pixels()[i] & 0xFF) - (exact.pixels()[i] & 0xFF)))
                    .isLessThanOrEqualTo(3);
        }
    }

    @Test
    void turnsASmallImageUpright() {
        byte[] file = GoldenTest.file("orientation-6.jpg");
        DecodedImage exact = decoder.decode(file);

        DecodedImage half = decoder.decode(file, "a.jpg", HALF);

        assertThat(half.turned()).isTrue();
        assertThat(half.width()).isEqualTo(exact.image().width());
        assertThat(half.height()).isEqualTo(exact.image().height());
        assertThat(half.image().width()).isEqualTo((exact.image().width() + 1) / 2);
        assertThat(half.image().height()).isEqualTo((exact.image().height() + 1) / 2);
    }

    @Test
    void decodesAllOfWhatCannotBeDivided() {
        byte[] cut = Arrays.copyOf(ImageEncoder.jpeg(Synthetic.rings(80, 80), 90), 2000);
        ImageDecoder lenient = new ImageDecoder(new DecodeOptions(1_000_000, 0xFFFFFF, true));

        for (byte[] file : new byte[][] {
            SampleFiles.read("alpha.png"), GoldenTest.file("jpeg-cmyk.jpg"), GoldenTest.file("jpeg-ycck.jpg"), cut
        }) {
            DecodedImage decoded = lenient.decode(file, "a.jpg", HALF);

            assertThat(decoded.divisor()).isEqualTo(1);
            assertThat(decoded.image()).isEqualTo(lenient.decode(file).image());
        }
    }
}
