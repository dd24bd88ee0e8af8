package dev.diptych.image.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diptych.image.DecodedImage;
import dev.diptych.image.ImageFormat;
import dev.diptych.image.RgbImage;
import dev.diptych.image.Synthetic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageEncoderTest {
    enum Encoding {
        PNG(ImageFormat.PNG, 0, ImageEncoder::png),
        JPEG(ImageFormat.JPEG, 8, image -> ImageEncoder.jpeg(image, 95)),
        WEBP(ImageFormat.WEBP, 16, image -> ImageEncoder.webp(image, 95));

        private final ImageFormat format;
        private final int tolerance;
        private final Function<RgbImage, byte[]> encode;

        Encoding(ImageFormat format, int tolerance, Function<RgbImage, byte[]> encode) {
            this.format = format;
            this.tolerance = tolerance;
            this.encode = encode;
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesWhatTheDecoderReads(Encoding encoding) {
        RgbImage image = Synthetic.ramp(61, 43);

        DecodedImage decoded = new ImageDecoder().decode(encoding.encode.apply(image));

        assertThat(decoded.format()).isEqualTo(encoding.format);
        for (int i = 0; i < image.pixels().length; i++) {
            assertThat(Math.abs((decoded.image().pixels()[i] & 0xFF) - (image.pixels()[i] & 0xFF)))
                    .as("byte %d", i)
                    .isLessThanOrEqualTo(encoding.tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesTheSameBytesOnAnyThread(Encoding encoding) throws Exception {
        RgbImage image = Synthetic.rings(120, 90);
        byte[] expected = encoding.encode.apply(image);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<byte[]>> files = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                files.add(threads.submit(() -> encoding.encode.apply(image)));
            }
            for (Future<byte[]> file : files) {
                assertThat(file.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    /** So shards are the same on every JDK, and were before libjpeg-turbo came with its own library. */
    @ParameterizedTest
    @CsvSource({"61, 43, 1", "61, 43, 50", "341, 256, 95", "16, 16, 100", "1, 1, 95", "1, 17, 90", "33, 2, 75"})
    void writesJpegsAsTheJdksWriterDoes(int width, int height, int quality) {
        RgbImage image = Synthetic.rings(width, height);

        byte[] file = ImageEncoder.jpeg(image, quality);

        assertThat(file).isEqualTo(ImageEncoder.jpegByJdk(image, quality));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 101})
    void rejectsAQualityOutOfRange(int quality) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageEncoder.jpeg(Synthetic.ramp(8, 8), quality))
                .withMessage("encode failed: quality: " + quality + ", expected 1 to 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageEncoder.webp(Synthetic.ramp(8, 8), quality))
                .withMessage("encode failed: quality: " + quality + ", expected 1 to 100");
    }
}
