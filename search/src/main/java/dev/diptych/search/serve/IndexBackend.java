package dev.diptych.search.serve;

import dev.diptych.image.RgbImage;
import dev.diptych.image.codec.ImageDecoder;
import dev.diptych.search.Hit;
import dev.diptych.search.Search;
import dev.diptych.search.SearchQuery;
import java.util.List;

/** An index that is open, as a server asks for it; images are decoded within ingest's limits. */
public final class IndexBackend implements SearchBackend {
    private final String name;
    private final Search search;
    private final ImageDecoder decoder = new ImageDecoder();

    /** @param search which the caller closes */
    public IndexBackend(String name, Search search) {
        this.name = name;
        this.search = search;
    }

    /**
     * Loads the model, so that the first search takes no longer than others.
     *
     * @throws dev.diptych.search.index.IndexException if there is none, or it is another than the index's
     */
    public void prepare() {
        text("a");
        vector(SearchQuery.image(RgbImage.filled(1, 1, 0)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int rows() {
        return search.count();
    }

    @Override
    public int dimensions() {
        return search.dimensions();
    }

    @Override
    public float[] text(String text) {
        return vector(SearchQuery.text(text));
    }

    @Override
    public float[] image(byte[] file) {
        return vector(SearchQuery.image(decoder.decode(file).image()));
    }

    @Override
    public float[] vector(int row) {
        return vector(SearchQuery.row(row));
    }

    private float[] vector(SearchQuery query) {
        return search.vectors(List.of(query)).get(0);
    }

    @Override
    public List<Hit> nearest(float[] query, int most) {
        return search.vector(query, most);
    }
}
