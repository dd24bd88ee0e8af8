package dev.diptych.eval.labelled;

import dev.diptych.ingest.IngestException;
import dev.diptych.ingest.IngestException.Reason;
import dev.diptych.text.prompt.ClassNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The labels of images, in the order of the images: numbers, or texts that stand for classes.
 *
 * @param multiple whether an image may have several or none; each has one otherwise
 * @param texts by number, sorted, where the data has texts; none where it has numbers
 * @param values the numbers of all images' labels
 * @param ends where each image's end
 */
@SuppressWarnings("ArrayRecordComponent") // as many as there are images; not meant to be compared
public record Labels(boolean multiple, List<String> texts, int[] values, int[] ends) {
    private static final String NUMBER = "\\d{1,9}";

    public Labels {
        texts = List.copyOf(texts);
    }

    /** One number an image. */
    static Labels ofNumbers(int[] numbers) {
        return new Labels(false, List.of(), numbers, ones(numbers.length));
    }

    /** One text an image. */
    static Labels ofTexts(List<String> each) {
        return of(false, each.stream().map(List::of).toList());
    }

    /** Any number of texts an image. */
    static Labels ofSets(List<List<String>> each) {
        return of(true, each);
    }

    private static Labels of(boolean multiple, List<List<String>> each) {
        SortedSet<String> all = new TreeSet<>();
        each.forEach(all::addAll);
        Map<String, Integer> numbers = new HashMap<>();
        all.forEach(text -> numbers.put(text, numbers.size()));
        int[] values =
                each.stream().flatMap(List::stream).mapToInt(numbers::get).toArray();
        int[] ends = each.stream().mapToInt(List::size).toArray();
        Arrays.parallelPrefix(ends, Integer::sum);
        return new Labels(multiple, List.copyOf(all), values, ends);
    }

    /** N, the number of images. */
    public int count() {
        return ends.length;
    }

    /** The numbers of one image's labels. */
    public int[] of(int image) {
        return Arrays.copyOfRange(values, image == 0 ? 0 : ends[image - 1], ends[image]);
    }

    /** Those of some images, in the order given. */
    public Labels only(int[] images) {
        int[] own = Arrays.stream(images).flatMap(i -> Arrays.stream(of(i))).toArray();
        int[] sizes = Arrays.stream(images).map(i -> of(i).length).toArray();
        Arrays.parallelPrefix(sizes, Integer::sum);
        return new Labels(multiple, texts, own, sizes);
    }

    /**
     * The same labels by the numbers of classes: texts that are all names of classes are those classes, in any case and with {@code _}
     * for a space; numbers, and texts that are all numbers, count the names from 0; other texts, if they are as many as the names,
     * stand for them in their sorted order.
     *
     * @param source of the labels, for messages
     * @throws IngestException if they are none of these
     */
    public Labels by(ClassNames names, String source) {
        int[] mapped = values;
        if (!texts.isEmpty()) {
            int[] classes = classes(names, source);
            mapped = Arrays.stream(values).map(number -> classes[number]).toArray();
        }
        for (int label : mapped) {
            if (label >= names.size()) {
                throw new IngestException(
                        Reason.CORRUPT,
                        source,
                        "label " + label + ", expected 0 to " + (names.size() - 1) + " as " + names.source() + " has "
                                + names.size() + " names");
            }
        }
        return new Labels(multiple, names.names(), mapped, ends);
    }

    private int[] classes(ClassNames names, String source) {
        Map<String, Integer> byName = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            byName.putIfAbsent(plain(names.names().get(i)), i);
        }
        List<String> unknown = new ArrayList<>(texts);
        unknown.removeIf(text -> byName.containsKey(plain(text)));
        if (unknown.isEmpty()) {
            return texts.stream().mapToInt(text -> byName.get(plain(text))).toArray();
        }
        if (texts.stream().allMatch(text -> text.matches(NUMBER))) {
            return texts.stream().mapToInt(Integer::parseInt).toArray();
        }
        if (texts.size() == names.size()) {
            return IntStream.range(0, texts.size()).toArray();
        }
        throw new IngestException(
                Reason.CORRUPT,
                source,
                texts.size() + " labels such as '" + unknown.get(0) + "', expected names of " + names.source()
                        + ", numbers, or as many as it has, " + names.size());
    }

    private static String plain(String name) {
        return name.replace('_', ' ').strip().toLowerCase(Locale.ROOT);
    }

    private static int[] ones(int count) {
        return IntStream.rangeClosed(1, count).toArray();
    }
}
