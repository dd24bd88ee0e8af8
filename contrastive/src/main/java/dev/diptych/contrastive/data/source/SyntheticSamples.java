package dev.diptych.contrastive.data.source;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.ingest.caption.CaptionFile;
import dev.diptych.ingest.shard.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Samples that are made up, the same each time: some pictures of waves in two colours, over and over. */
final class SyntheticSamples implements Samples {
    private static final int PICTURES = 16;
    private static final int SIDE = 256;
    private static final int QUALITY = 90;

    private final int count;
    private final List<byte[]> pictures = new ArrayList<>();

    /** @param count how many, at least 1 */
    public SyntheticSamples(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "synthetic samples: " + count + ", expected how many there are to be, at least 1");
        }
        this.count = count;
        for (int i = 0; i < Math.min(count, PICTURES); i++) {
            pictures.add(ImageEncoder.jpeg(picture(new SplittableRandom(i)), QUALITY));
        }
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public String key(int index) {
        return String.format("synthetic/%09d", index);
    }

    @Override
    public String place(int index) {
        return key(index);
    }

    @Override
    public Sample read(int index) {
        return new Sample(
                key(index),
                Map.of("jpg", pictures.get(index % pictures.size()), CaptionFile.TEXT_COLUMN, caption(index)));
    }

    @Override
    public Sample readTexts(int index) {
        return new Sample(key(index), Map.of(CaptionFile.TEXT_COLUMN, caption(index)));
    }

    @Override
    public SampleStamp stamp(int index) {
        return SampleStamp.of(key(index), read(index));
    }

    @Override
    public List<String> leftOut() {
        return List.of();
    }

    private static byte[] caption(int index) {
        return ("synthetic picture " + index % PICTURES).getBytes(StandardCharsets.UTF_8);
    }

    private static RgbImage picture(SplittableRandom random) {
        int[] from = random.ints(RgbImage.CHANNELS, 0, 256).toArray();
        int[] to = random.ints(RgbImage.CHANNELS, 0, 256).toArray();
        double right = random.nextDouble(0.3);
        double down = random.nextDouble(0.3);
        byte[] pixels = new byte[SIDE * SIDE * RgbImage.CHANNELS];
        for (int i = 0; i < pixels.length; i++) {
            int pixel = i / RgbImage.CHANNELS;
            double wave = 0.5 + 0.5 * Math.sin(pixel % SIDE * right + pixel / SIDE * down);
            int channel = i % RgbImage.CHANNELS;
            pixels[i] = (byte) Math.round(from[channel] + wave * (to[channel] - from[channel]));
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }
}
