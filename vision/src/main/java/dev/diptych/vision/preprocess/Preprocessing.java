package dev.diptych.vision.preprocess;

import dev.diptych.image.RgbImage;
import dev.diptych.image.resize.Resampling;
import dev.diptych.image.resize.Resize;

/**
 * The settings that turn an image into model input; names and defaults are those of open_clip's preprocess config.
 *
 * @param size side of the square input in pixels, 1 to {@value #MAX_SIZE}
 * @param mean subtracted from each channel's values in [0, 1]
 * @param std divides what the mean left; each above 0
 * @param interpolation the filter of the resize
 * @param resizeMode how the image becomes square
 * @param fillColor what each channel is around the image in mode {@code LONGEST}, 0 to 255
 * @param cropStart where the middle begins in mode {@code SHORTEST}; {@code EVEN} in open_clip, which has no key for it
 */
public record Preprocessing(
        int size,
        ChannelValues mean,
        ChannelValues std,
        Resampling interpolation,
        ResizeMode resizeMode,
        int fillColor,
        CropStart cropStart) {
    public static final int MAX_SIZE = 4096;
    public static final int DEFAULT_FILL_COLOR = 0;

    public Preprocessing {
        if (size < 1 || size > MAX_SIZE) {
            throw new IllegalArgumentException("preprocessing rejected: size: " + size + ", expected 1 to " + MAX_SIZE);
        }
        if (!(std.red() > 0 && std.green() > 0 && std.blue() > 0)) {
            throw new IllegalArgumentException("preprocessing rejected: std: " + std + ", expected each above 0");
        }
        if (fillColor < 0 || fillColor > 0xFF) {
            throw new IllegalArgumentException(
                    "preprocessing rejected: fill_color: " + fillColor + ", expected 0 to 255");
        }
    }

    /** Images whose middle begins where torchvision has it. */
    public Preprocessing(
            int size,
            ChannelValues mean,
            ChannelValues std,
            Resampling interpolation,
            ResizeMode resizeMode,
            int fillColor) {
        this(size, mean, std, interpolation, resizeMode, fillColor, CropStart.EVEN);
    }

    /** open_clip's defaults for inputs of {@code size} x {@code size}. */
    public Preprocessing(int size) {
        this(
                size,
                ChannelValues.OPENAI_MEAN,
                ChannelValues.OPENAI_STD,
                Resampling.BICUBIC,
                ResizeMode.SHORTEST,
                DEFAULT_FILL_COLOR);
    }

    /** The same for inputs of another side. */
    public Preprocessing withSize(int side) {
        return new Preprocessing(side, mean, std, interpolation, resizeMode, fillColor, cropStart);
    }

    /** The same with another start of the middle. */
    public Preprocessing withCropStart(CropStart start) {
        return new Preprocessing(size, mean, std, interpolation, resizeMode, fillColor, start);
    }

    /** How many floats one input has: 3 x size x size. */
    public int inputLength() {
        return RgbImage.CHANNELS * size * size;
    }

    /**
     * Resizes, crops and normalises one image.
     *
     * @param out receives float32 [3, size, size], (x/255 - mean) / std, from {@code offset} on
     */
    public void apply(RgbImage image, float[] out, int offset) {
        normalize(fit(image), out, offset);
    }

    /** {@code image} as size x size pixels. */
    public RgbImage fit(RgbImage image) {
        return switch (resizeMode) {
            case SHORTEST -> shortest(image);
            case SQUASH -> Resize.resize(image, size, size, interpolation);
            case LONGEST -> longest(image);
        };
    }

    /**
     * Normalises pixels that already have the input's size.
     *
     * @param image size x size
     * @param out receives float32 [3, size, size], (x/255 - mean) / std, from {@code offset} on
     */
    public void normalize(RgbImage image, float[] out, int offset) {
        if (image.width() != size || image.height() != size) {
            throw new IllegalArgumentException(
                    "preprocessing failed: " + image + ", expected " + size + "x" + size + " pixels");
        }
        byte[] pixels = image.pixels();
        float[] values = new float[256];
        int plane = size * size;
        for (int c = 0; c < RgbImage.CHANNELS; c++) {
            for (int v = 0; v < values.length; v++) {
                values[v] = (v / 255f - mean.get(c)) / std.get(c);
            }
            int at = offset + c * plane;
            for (int i = 0, p = c; i < plane; i++, p += RgbImage.CHANNELS) {
                out[at + i] = values[pixels[p] & 0xFF];
            }
        }
    }

    /** Resize(size) and CenterCrop(size) of torchvision and transformers, which both floor the longer side. */
    private RgbImage shortest(RgbImage image) {
        int w = image.width();
        int h = image.height();
        int width = w <= h ? size : longerSide(w, h);
        int height = w <= h ? longerSide(h, w) : size;
        int left = cropStart.of(width, size);
        int top = cropStart.of(height, size);
        return Resize.resizeAndCrop(image, width, height, interpolation, left, top, size, size);
    }

    /** Slivers, of millions of pixels to one, are cut short by the range of int. */
    private int longerSide(int longer, int shorter) {
        return (int) Math.min((long) size * longer / shorter, Integer.MAX_VALUE);
    }

    /** open_clip's ResizeKeepRatio(longest=1) and CenterCropOrPad. */
    private RgbImage longest(RgbImage image) {
        double ratio = Math.max(image.width(), image.height()) / (double) size;
        int width = (int) Math.max(1, Math.rint(image.width() / ratio));
        int height = (int) Math.max(1, Math.rint(image.height() / ratio));
        RgbImage resized = Resize.resize(image, width, height, interpolation);
        RgbImage padded = RgbImage.filled(size, size, fillColor * 0x010101);
        int left = (size - width) / 2;
        int top = (size - height) / 2;
        int rowBytes = width * RgbImage.CHANNELS;
        for (int y = 0; y < height; y++) {
            int to = ((top + y) * size + left) * RgbImage.CHANNELS;
            System.arraycopy(resized.pixels(), y * rowBytes, padded.pixels(), to, rowBytes);
        }
        return padded;
    }
}
