package dev.diptych.search.serve;

import dev.diptych.search.Hit;
import java.util.List;

/** What a server asks of an index and its model; called by several threads at a time. */
public interface SearchBackend {
    /** How the index is called. */
    String name();

    /** How many rows there are. */
    int rows();

    /** D of its vectors. */
    int dimensions();

    /** Returns a text's vector, float32 [D], of length 1. */
    float[] text(String text);

    /**
     * Returns an image's vector, float32 [D], of length 1.
     *
     * @param file its bytes
     * @throws dev.diptych.image.ImageException if they give no image, or one beyond the limits
     */
    float[] image(byte[] file);

    /** Returns the vector of a row, float32 [D], of length 1. */
    float[] vector(int row);

    /**
     * Returns the nearest rows, the nearest first.
     *
     * @param query float32 [D], of length 1
     * @param most how many, at least 1
     */
    List<Hit> nearest(float[] query, int most);
}
