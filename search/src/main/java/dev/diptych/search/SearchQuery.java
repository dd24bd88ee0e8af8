package dev.diptych.search;

import dev.diptych.image.RgbImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is looked for: texts, images, vectors and rows that are added up or taken away, each as a vector of unit length, and
 * values that hits must have.
 *
 * <pre>{@code
 * SearchQuery.text("a dog").minusText("grass").plusImage(picture).where("licence", "CC0-1.0")
 * }</pre>
 */
public final class SearchQuery {
    private final List<Term> terms;
    private final Map<String, String> wanted;

    private SearchQuery(List<Term> terms, Map<String, String> wanted) {
        this.terms = List.copyOf(terms);
        this.wanted = Map.copyOf(wanted);
    }

    /** A part of a query; {@code sign} is 1, or -1 for what is taken away. */
    sealed interface Term {
        int sign();
    }

    record OfText(String text, int sign) implements Term {}

    record OfImage(RgbImage image, int sign) implements Term {}

    @SuppressWarnings("ArrayRecordComponent")
    record OfVector(float[] vector, int sign) implements Term {}

    record OfRow(int row, int sign) implements Term {}

    private static SearchQuery of(Term term) {
        return new SearchQuery(List.of(term), Map.of());
    }

    /** Images that a text fits. */
    public static SearchQuery text(String text) {
        return of(new OfText(text, 1));
    }

    /** Images like one. */
    public static SearchQuery image(RgbImage image) {
        return of(new OfImage(image, 1));
    }

    /** Images near a vector. @param vector float32 [D], of any length but 0 */
    public static SearchQuery vector(float[] vector) {
        return of(new OfVector(vector.clone(), 1));
    }

    /** Images like a row of the index, which is not among them. */
    public static SearchQuery row(int row) {
        return of(new OfRow(row, 1));
    }

    public SearchQuery plusText(String text) {
        return with(new OfText(text, 1));
    }

    public SearchQuery minusText(String text) {
        return with(new OfText(text, -1));
    }

    public SearchQuery plusImage(RgbImage image) {
        return with(new OfImage(image, 1));
    }

    public SearchQuery minusImage(RgbImage image) {
        return with(new OfImage(image, -1));
    }

    public SearchQuery plusRow(int row) {
        return with(new OfRow(row, 1));
    }

    /** Only hits whose field has this value, or has it among its values. */
    public SearchQuery where(String field, String value) {
        Map<String, String> all = new LinkedHashMap<>(wanted);
        all.put(field, value);
        return new SearchQuery(terms, all);
    }

    private SearchQuery with(Term term) {
        List<Term> all = new ArrayList<>(terms);
        all.add(term);
        return new SearchQuery(all, wanted);
    }

    List<Term> terms() {
        return terms;
    }

    Map<String, String> wanted() {
        return wanted;
    }
}
