package dev.diptych.vision.preprocess;

/** Where the middle of an image begins when half a pixel is left over on both sides. */
public enum CropStart {
    /**
     * The even pixel of the two, as torchvision's {@code center_crop}: {@code int(round((side - size) / 2))} in Python, whose
     * halves go to even. open_clip's.
     */
    EVEN("the even pixel (open_clip, torchvision)") {
        @Override
        int of(int side, int size) {
            return (int) Math.rint((side - size) / 2.0);
        }
    },
    /**
     * The pixel before, as transformers' image processors: {@code (side - size) // 2} in the slow ones, {@code int((side - size)
     * / 2)} in those on torchvision since 4.57 (pull request 40856).
     */
    DOWN("the pixel before (transformers)") {
        @Override
        int of(int side, int size) {
            return (side - size) / 2;
        }
    };

    private final String label;

    CropStart(String label) {
        this.label = label;
    }

    /** Which pixel it is, and whose rule that is, in words. */
    public String label() {
        return label;
    }

    /**
     * The first pixel that is kept.
     *
     * @param side of the image, at least {@code size}
     * @param size how many are kept
     */
    abstract int of(int side, int size);
}
