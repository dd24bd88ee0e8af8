package dev.diptych.vision.preprocess;

/** One finite number for each channel, where 1 is full brightness. */
public record ChannelValues(float red, float green, float blue) {
    /** The mean of the images that OpenAI trained CLIP on. */
    public static final ChannelValues OPENAI_MEAN = new ChannelValues(0.48145466f, 0.4578275f, 0.40821073f);

    /** The standard deviation of the images that OpenAI trained CLIP on. */
    public static final ChannelValues OPENAI_STD = new ChannelValues(0.26862954f, 0.26130258f, 0.27577711f);

    public ChannelValues {
        if (!Float.isFinite(red) || !Float.isFinite(green) || !Float.isFinite(blue)) {
            throw new IllegalArgumentException(
                    "channel values rejected: " + red + ", " + green + ", " + blue + ", expected finite numbers");
        }
    }

    /** The value of channel 0, 1 or 2: red, green or blue. */
    public float get(int channel) {
        return switch (channel) {
            case 0 -> red;
            case 1 -> green;
            case 2 -> blue;
            default -> throw new IndexOutOfBoundsException(channel);
        };
    }
}
