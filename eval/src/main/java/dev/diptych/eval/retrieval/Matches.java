package dev.diptych.eval.retrieval;

import java.util.Arrays;

/** Which texts belong to which image: each text to one, and each image has at least one. */
public final class Matches {
    private final int[] imageOfText;
    private final int[] first; // [images + 1], where an image's texts begin
    private final int[] texts; // by image, of one image in their order

    private Matches(int[] imageOfText, int[] first, int[] texts) {
        this.imageOfText = imageOfText;
        this.first = first;
        this.texts = texts;
    }

    /**
     * Checks and indexes.
     *
     * @param texts how many there are
     * @param imageOfText the image of each
     * @throws IllegalArgumentException if a text has no image, or an image no text
     */
    public static Matches of(int images, int texts, int[] imageOfText) {
        if (images == 0 || imageOfText.length != texts) {
            throw new IllegalArgumentException("retrieval refused: " + images + " images, " + texts
                    + " texts, images of " + imageOfText.length
                    + " texts, expected at least one image and the image of every text");
        }
        int[] first = new int[images + 1];
        for (int text = 0; text < texts; text++) {
            int image = imageOfText[text];
            if (image < 0 || image >= images) {
                throw new IllegalArgumentException(
                        "retrieval refused: text " + text + ": image " + image + ", expected 0 to " + (images - 1));
            }
            first[image + 1]++;
        }
        for (int image = 0; image < images; image++) {
            if (first[image + 1] == 0) {
                throw new IllegalArgumentException(
                        "retrieval refused: image " + image + ": no text, expected at least one");
            }
            first[image + 1] += first[image];
        }
        int[] next = Arrays.copyOf(first, images);
        int[] byImage = new int[texts];
        for (int text = 0; text < texts; text++) {
            byImage[next[imageOfText[text]]++] = text;
        }
        return new Matches(imageOfText.clone(), first, byImage);
    }

    public int images() {
        return first.length - 1;
    }

    public int texts() {
        return imageOfText.length;
    }

    /** The image of a text. */
    public int image(int text) {
        return imageOfText[text];
    }

    /** How many texts an image has. */
    public int textsOf(int image) {
        return first[image + 1] - first[image];
    }

    /** An image's text, counted from 0, the lower index first. */
    public int text(int image, int number) {
        return texts[first[image] + number];
    }

    /** The image of each text, a copy. */
    public int[] imageOfText() {
        return imageOfText.clone();
    }

    /**
     * The most similar text of each image; of equal ones the lower index.
     *
     * @param similarities float32 [texts], of each with its image
     */
    public int[] best(float[] similarities) {
        int[] best = new int[images()];
        for (int image = 0; image < best.length; image++) {
            best[image] = text(image, 0);
            for (int number = 1; number < textsOf(image); number++) {
                int text = text(image, number);
                if (similarities[text] > similarities[best[image]]) {
                    best[image] = text;
                }
            }
        }
        return best;
    }
}
