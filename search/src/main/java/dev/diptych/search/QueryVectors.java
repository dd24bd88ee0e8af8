package dev.diptych.search;

import dev.diptych.image.RgbImage;
import dev.diptych.search.SearchQuery.OfImage;
import dev.diptych.search.SearchQuery.OfRow;
import dev.diptych.search.SearchQuery.OfText;
import dev.diptych.search.SearchQuery.OfVector;
import dev.diptych.search.SearchQuery.Term;
import dev.diptych.search.encode.QueryEncoder;
import dev.diptych.search.index.StoredVectors;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** The vectors of several queries: all their texts are embedded at once, and all their images. */
final class QueryVectors {
    private final Supplier<QueryEncoder> encoder;
    private final StoredVectors rows;

    QueryVectors(Supplier<QueryEncoder> encoder, StoredVectors rows) {
        this.encoder = encoder;
        this.rows = rows;
    }

    /** @return float32 [D] for each query, of unit length */
    List<float[]> of(List<SearchQuery> queries) {
        List<OfText> texts = new ArrayList<>();
        List<OfImage> images = new ArrayList<>();
        for (SearchQuery query : queries) {
            for (Term term : query.terms()) {
                if (term instanceof OfText text) {
                    texts.add(text);
                } else if (term instanceof OfImage image) {
                    images.add(image);
                }
            }
        }
        Map<Term, float[]> embedded = new IdentityHashMap<>();
        put(embedded, texts, each -> encoder.get().texts(strings(each)));
        put(embedded, images, each -> encoder.get().images(pictures(each)));
        return queries.stream().map(query -> sum(query, embedded)).toList();
    }

    private static List<String> strings(List<OfText> texts) {
        return texts.stream().map(OfText::text).toList();
    }

    private static List<RgbImage> pictures(List<OfImage> images) {
        return images.stream().map(OfImage::image).toList();
    }

    private <T extends Term> void put(
            Map<Term, float[]> embedded, List<T> terms, Function<List<T>, float[]> embedding) {
        if (!terms.isEmpty()) {
            float[] all = embedding.apply(terms);
            int d = rows.dimensions();
            for (int i = 0; i < terms.size(); i++) {
                float[] one = new float[d];
                System.arraycopy(all, i * d, one, 0, d);
                embedded.put(terms.get(i), one);
            }
        }
    }

    private float[] sum(SearchQuery query, Map<Term, float[]> embedded) {
        double[] sum = new double[rows.dimensions()];
        for (Term term : query.terms()) {
            float[] vector = vector(term, embedded);
            double length = Math.sqrt(StoredVectors.squares(vector, 0, vector.length));
            if (!(length > 0) || Double.isInfinite(length)) {
                throw new IllegalArgumentException(
                        "query: a vector of length " + length + ", expected one of finite numbers that are not all 0");
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] += term.sign() * vector[i] / length;
            }
        }
        return unit(sum);
    }

    private float[] vector(Term term, Map<Term, float[]> embedded) {
        if (term instanceof OfVector given) {
            if (given.vector().length != rows.dimensions()) {
                throw new IllegalArgumentException("query: a vector of " + given.vector().length + " numbers, expected "
                        + rows.dimensions() + ", as the index's have");
            }
            return given.vector();
        }
        if (term instanceof OfRow row) {
            if (row.row() < 0 || row.row() >= rows.count()) {
                throw new IllegalArgumentException(
                        "query: row " + row.row() + ", expected one from 0 to " + (rows.count() - 1));
            }
            return rows.row(row.row());
        }
        float[] found = embedded.get(term);
        if (found == null) {
            throw new IllegalStateException("query: a term without a vector");
        }
        return found;
    }

    private static float[] unit(double[] sum) {
        double squares = 0;
        for (double value : sum) {
            squares += value * value;
        }
        if (squares < 1e-12) {
            throw new IllegalArgumentException(
                    "query: what is taken away leaves nothing, expected terms that differ from each other");
        }
        float[] unit = new float[sum.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (sum[i] / Math.sqrt(squares));
        }
        return unit;
    }
}
