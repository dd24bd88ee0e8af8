package dev.diptych.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.diptych.image.RgbImage;
import dev.diptych.vision.augment.draw.Draws;
import dev.diptych.vision.augment.draw.Range;
import dev.diptych.vision.augment.draw.SampleDraws;
import dev.diptych.vision.preprocess.Preprocessing;
import dev.diptych.vision.preprocess.ResizeMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AugmentationTest {
    private static final int SIZE = 32;
    private static final AugmentationConfig EVERYTHING = AugmentationConfig.builder()
            .scale(new Range(0.4f, 1.5f))
            .hflip(0.5f)
            .affine(new Affine(0.7f, 30, 15, 0.2f))
            .backgroundProb(0.5f)
            .colorJitter(new ColorJitter(0.8f, 0.4f, 0.4f, 0.4f, 0.2f))
            .grayScaleProb(0.2f)
            .invertProb(0.2f)
            .shading(new Shading(0.5f, 0.6f))
            .blur(new Blur(0.5f, new Range(0.2f, 2)))
            .erasing(new Erasing(0.5f, 3, Erasing.Mode.CONST, Erasing.DEFAULT_SCALE, Erasing.DEFAULT_RATIO))
            .build();

    /** As {@link #EVERYTHING}, erased with noise, which no range holds. */
    private static final AugmentationConfig NOISY = AugmentationConfig.builder()
            .scale(new Range(0.4f, 1.5f))
            .hflip(0.5f)
            .affine(new Affine(0.3f, 30, 15, 0.2f))
            .colorJitter(new ColorJitter(0.8f, 0.4f, 0.4f, 0.4f, 0.2f))
            .blur(new Blur(0.5f, new Range(0.2f, 2)))
            .erasing(new Erasing(0.8f, 2, Erasing.Mode.PIXEL, Erasing.DEFAULT_SCALE, Erasing.DEFAULT_RATIO))
            .build();

    private final Preprocessing preprocessing = new Preprocessing(SIZE);

    @Test
    void equalsPreprocessingWhenEverythingIsOff() {
        for (RgbImage image : new RgbImage[] {noise(SIZE, SIZE), noise(100, 61), noise(20, 45)}) {
            float[] expected = new float[preprocessing.inputLength()];
            preprocessing.apply(image, expected, 0);

            assertThat(augmented(AugmentationConfig.NONE, image, 3)).isEqualTo(expected);
        }
    }

    @Test
    void repeatsItselfForTheSameSeedEpochAndSample() {
        RgbImage image = noise(48, 40);

        assertThat(augmented(EVERYTHING, image, 7)).isEqualTo(augmented(EVERYTHING, image, 7));
    }

    @Test
    void differsBetweenSeedsEpochsAndSamples() {
        RgbImage image = noise(48, 40);
        Augmentation augmentation = new Augmentation(EVERYTHING, preprocessing);
        float[] first = new float[preprocessing.inputLength()];
        augmentation.apply(image, 1, 2, 3, first, 0);

        for (long[] other : new long[][] {{2, 2, 3}, {1, 3, 3}, {1, 2, 4}, {3, 2, 1}}) {
            float[] second = new float[preprocessing.inputLength()];
            augmentation.apply(image, other[0], other[1], other[2], second, 0);
            assertThat(second).isNotEqualTo(first);
        }
    }

    @Test
    void givesTheSameBitsFromAnyNumberOfThreadsInAnyOrder() throws Exception {
        RgbImage image = noise(48, 40);
        int samples = 100;
        List<float[]> expected = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            expected.add(augmented(NOISY, image, sample));
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, samples).boxed().toList());
        for (int count : new int[] {1, 2, 5}) {
            Collections.shuffle(order, new Random(count));
            ExecutorService threads = Executors.newFixedThreadPool(count);
            try {
                List<Future<float[]>> results = new ArrayList<>();
                for (int sample : order) {
                    results.add(threads.submit(() -> augmented(NOISY, image, sample)));
                }
                for (int i = 0; i < samples; i++) {
                    assertThat(results.get(i).get()).isEqualTo(expected.get(order.get(i)));
                }
            } finally {
                threads.shutdown();
            }
        }
    }

    @Test
    void resizesWhatTheCropBoxCutsOutAndNothingBesideIt() {
        RgbImage image = noise(90, 70);
        AugmentationConfig crops =
                AugmentationConfig.builder().scale(new Range(0.1f, 0.9f)).build();
        Preprocessing squash = new Preprocessing(
                SIZE, preprocessing.mean(), preprocessing.std(), preprocessing.interpolation(), ResizeMode.SQUASH, 0);
        for (int sample = 0; sample < 50; sample++) {
            Draws draws = new SampleDraws(11, 5, sample).of(SampleDraws.Transform.CROP);
            CropBox box = CropBox.draw(crops.scale(), crops.ratio(), 90, 70, draws);
            float[] expected = new float[preprocessing.inputLength()];
            squash.apply(image.crop(box.left(), box.top(), box.width(), box.height()), expected, 0);

            assertThat(augmented(crops, image, sample)).as("%s", box).isEqualTo(expected);
        }
    }

    @Test
    void staysWithinTheNormalizedRangeOfColors() {
        // Black and white of the channel with the smallest standard deviation; 0 of erasing lies between.
        float least = -0.48145466f / 0.26130258f;
        float most = (1 - 0.40821073f) / 0.26130258f;
        for (int sample = 0; sample < 200; sample++) {
            for (float value : augmented(EVERYTHING, noise(50, 64), sample)) {
                assertThat(value).as("sample %d", sample).isBetween(least, most);
            }
        }
    }

    @Test
    void writesItsOwnPartOfTheBufferOnly() {
        float[] out = new float[preprocessing.inputLength() + 20];

        new Augmentation(EVERYTHING, preprocessing).apply(noise(64, 64), 1, 2, 3, out, 10);

        for (int i = 0; i < 10; i++) {
            assertThat(out[i]).isZero();
            assertThat(out[out.length - 1 - i]).isZero();
        }
    }

    @Test
    void mirrorsColumns() {
        RgbImage image = noise(SIZE, SIZE);
        AugmentationConfig flips = off().hflip(1).build();

        float[] plain = augmented(AugmentationConfig.NONE, image, 0);
        float[] mirrored = augmented(flips, image, 0);

        for (int i = 0; i < plain.length; i++) {
            assertThat(mirrored[i]).isEqualTo(plain[i - i % SIZE + SIZE - 1 - i % SIZE]);
        }
    }

    @Test
    void zoomsOutOntoTheFillColor() {
        AugmentationConfig zoom = AugmentationConfig.builder()
                .scale(new Range(4, 4))
                .ratio(Range.ONE)
                .fillColor(0x0000FF)
                .build();

        float[] out = augmented(zoom, RgbImage.filled(64, 64, 0xFF0000), 0);

        float high = (1 - 0.48145466f) / 0.26862954f;
        int red = 0;
        for (int i = 0; i < SIZE * SIZE; i++) {
            red += Math.abs(out[i] - high) < 1e-4 ? 1 : 0;
        }
        // Half of each side is image; its outermost pixels are blended with the fill.
        assertThat(red).isBetween(14 * 14, 16 * 16);
    }

    @Test
    void turnsByARightAngleAsByExchangingAxes() {
        RgbImage image = noise(SIZE, SIZE);
        Planes planes = new Planes(new float[preprocessing.inputLength()], 0, SIZE);

        Warp.ofBox(new CropBox(0, 0, SIZE, SIZE), SIZE).after(90, 0, 0, 0, SIZE).sample(image, 0, planes);

        // Clockwise: the left column becomes the top row, bottom first. Weights have 11 bits, differences up to 255.
        for (int y = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++) {
                float expected = (image.rgb(y, SIZE - 1 - x) >> 16) / 255f;
                assertThat(planes.values()[y * SIZE + x]).isCloseTo(expected, within(2e-3f));
            }
        }
    }

    @Test
    void takesAConstantImageThroughEveryFraming() {
        AugmentationConfig sameFill = AugmentationConfig.builder()
                .scale(new Range(0.1f, 0.3f))
                .affine(new Affine(1, 20, 10, 0))
                .fillColor(0x336699)
                .build();
        float[] expected = augmented(AugmentationConfig.NONE, RgbImage.filled(8, 8, 0x336699), 0);

        for (int sample = 0; sample < 50; sample++) {
            float[] actual = augmented(sameFill, RgbImage.filled(300, 200, 0x336699), sample);
            for (int i = 0; i < actual.length; i++) {
                // float32 rounding of weights that add up to 2^22.
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }

    private static AugmentationConfig.Builder off() {
        return AugmentationConfig.builder().scale(Range.ONE).ratio(Range.ONE);
    }

    private float[] augmented(AugmentationConfig config, RgbImage image, long sample) {
        float[] out = new float[preprocessing.inputLength()];
        new Augmentation(config, preprocessing).apply(image, 11, 5, sample, out, 0);
        return out;
    }

    private static RgbImage noise(int width, int height) {
        byte[] pixels = new byte[width * height * 3];
        new Random(42).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
