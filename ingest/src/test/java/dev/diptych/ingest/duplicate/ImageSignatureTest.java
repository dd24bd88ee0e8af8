package dev.diptych.ingest.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.image.resize.Resampling;
import dev.diptych.image.resize.Resize;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageSignatureTest {
    /** Some overlapping discs on a slope of colour: smooth parts and edges, as photographs have. */
    private static RgbImage scene(long seed, int width, int height) {
        Random random = new Random(seed);
        double[][] discs = new double[8][];
        for (int i = 0; i < discs.length; i++) {
            discs[i] = new double[] {
                random.nextDouble(), random.nextDouble(), 0.05 + 0.25 * random.nextDouble(), random.nextInt(1 << 24)
            };
        }
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int rgb = (int) (255.0 * x / width) << 16 | (int) (255.0 * y / height) << 8 | 0x60;
                for (double[] disc : discs) {
                    if (Math.hypot((double) x / width - disc[0], (double) y / height - disc[1]) < disc[2]) {
                        rgb = (int) disc[3];
                    }
                }
                int i = (y * width + x) * 3;
                pixels[i] = (byte) (rgb >> 16);
                pixels[i + 1] = (byte) (rgb >> 8);
                pixels[i + 2] = (byte) rgb;
            }
        }
        return new RgbImage(width, height, pixels);
    }

    @Test
    void staysNearWhenAnImageIsResizedAndCompressed() {
        for (long seed = 0; seed < 40; seed++) {
            RgbImage image = scene(seed, 400, 300);
            ImageSignature own = ImageSignature.of(image);
            RgbImage small = Resize.resize(image, 160, 120, Resampling.BICUBIC);
            RgbImage lossy =
                    new ImageDecoder().decode(ImageEncoder.jpeg(small, 60)).image();
            ImageSignature other = ImageSignature.of(lossy);
            assertThat(own.distance(other)).as("seed " + seed).isLessThanOrEqualTo(4);
            assertThat(ImageSignature.haveSameShape(own.shape(), other.shape())).isTrue();
        }
    }

    @Test
    void isFarBetweenDifferentImages() {
        List<ImageSignature> signatures = new ArrayList<>();
        for (long seed = 0; seed < 60; seed++) {
            signatures.add(ImageSignature.of(scene(seed, 200, 150)));
        }
        for (int i = 0; i < signatures.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(signatures.get(i).distance(signatures.get(j))).isGreaterThan(4);
            }
        }
    }

    @Test
    void tellsColoursAndProportionsApartThatHaveOneOutline() {
        ImageSignature red = ImageSignature.of(RgbImage.filled(64, 64, 0xFF0000));
        ImageSignature blue = ImageSignature.of(RgbImage.filled(64, 64, 0x0000FF));
        ImageSignature wide = ImageSignature.of(RgbImage.filled(96, 64, 0xFF0000));
        assertThat(red.distance(blue)).isZero();
        assertThat(ImageSignature.haveSameShape(red.shape(), blue.shape())).isFalse();
        assertThat(ImageSignature.haveSameShape(red.shape(), wide.shape())).isFalse();
        assertThat(red).isEqualTo(ImageSignature.of(RgbImage.filled(80, 80, 0xFF0000)));
    }

    @Test
    void takesTheSmallestImages() {
        assertThat(ImageSignature.of(RgbImage.filled(1, 1, 0x102030)).shape()).isEqualTo(0x10203080);
        assertThat(ImageSignature.of(RgbImage.filled(3000, 1, 0)).shape() & 0xFF)
                .isEqualTo(255);
    }

    @Test
    void goesThroughItsDigitsUnchanged() {
        ImageSignature signature = new ImageSignature(0x8000_0000_0000_0001L, 0xFF00_1080);
        assertThat(signature.hex()).isEqualTo("8000000000000001ff001080");
        assertThat(ImageSignature.parse(signature.hex())).isEqualTo(signature);
        assertThatThrownBy(() -> ImageSignature.parse("12"))
                .hasMessage("signature '12', expected 24 hexadecimal digits");
    }
}
