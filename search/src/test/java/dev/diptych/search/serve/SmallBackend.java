package dev.diptych.search.serve;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.image.codec.ImageEncoder;
import dev.diptych.search.Hit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Rows in memory: row 3 is nearly row 0, of a text the vector is one that its letters draw, of an image one that its colour draws. */
final class SmallBackend implements SearchBackend {
    static final int ROWS = 50;
    static final int DIMENSIONS = 8;

    private final float[][] vectors = new float[ROWS][];
    private volatile Runnable beforeText = () -> {};

    SmallBackend() {
        for (int i = 0; i < ROWS; i++) {
            vectors[i] = drawn(i);
        }
        vectors[3] = vectors[0].clone();
    }

    /** What happens when a text's vector is asked for. */
    void beforeText(Runnable action) {
        this.beforeText = action;
    }

    private static float[] drawn(long seed) {
        Random random = new Random(seed);
        float[] vector = new float[DIMENSIONS];
        double squares = 0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    @Override
    public String name() {
        return "<small> & odd";
    }

    @Override
    public int rows() {
        return ROWS;
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public float[] text(String text) {
        beforeText.run();
        return drawn(text.hashCode());
    }

    @Override
    public float[] image(byte[] file) {
        return drawn(new ImageDecoder().decode(file).image().rgb(0, 0));
    }

    @Override
    public float[] vector(int row) {
        return vectors[row].clone();
    }

    @Override
    public List<Hit> nearest(float[] query, int most) {
        return IntStream.range(0, ROWS)
                .mapToObj(row -> hit(row, query))
                .sorted(Comparator.comparing(hit -> -hit.score()))
                .limit(most)
                .toList();
    }

    private static float product(float[] a, float[] b) {
        return (float)
                IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    private Hit hit(int row, float[] query) {
        return new Hit(
                1,
                row,
                product(query, vectors[row]),
                "pictures/" + row + ".png",
                List.of("<b>row</b> " + row, "another"),
                null,
                Map.of("id", List.of("odd"), "licence", List.of("CC0"), "tags", List.of("a", "b")),
                row % 2 == 0 ? ImageEncoder.jpeg(RgbImage.filled(4, 4, row * 0x010203), 80) : null);
    }
}
