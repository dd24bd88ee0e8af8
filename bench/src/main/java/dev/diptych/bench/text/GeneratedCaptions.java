package dev.diptych.bench.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/*
 * Words are drawn by Zipf's law: the word of rank r with a probability in proportion to 1 / r. The frequent ones are
 * short, as in any language: a word of rank r has about log2(r) / 4 syllables more than one. A caption is 5 to 18 words;
 * of hundred words four begin with a capital, one has an accent, two are numbers, six end in punctuation, and of a
 * hundred captions one holds a character reference.
 */
/** Captions that no one wrote, with words as frequent as in real ones. Caption i is the same in every run. */
public final class GeneratedCaptions {
    private static final List<String> ONSETS = List.of(
            "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "qu",
            "r", "s", "sh", "sl", "st", "str", "t", "th", "tr", "v", "w", "");

    private static final List<String> NUCLEI = List.of("a", "e", "i", "o", "u", "ai", "ea", "ee", "oo", "ou");

    private static final List<String> CODAS =
            List.of("", "n", "t", "s", "r", "l", "ck", "nd", "ng", "st", "m", "rd", "");

    private final String[] words;

    /** The probability of all words up to each. */
    private final double[] cumulative;

    /** @param vocabulary different words */
    public GeneratedCaptions(int vocabulary) {
        words = IntStream.range(0, vocabulary).mapToObj(GeneratedCaptions::word).toArray(String[]::new);
        cumulative = new double[vocabulary];
        double sum = 0;
        for (int rank = 0; rank < vocabulary; rank++) {
            sum += 1.0 / (rank + 1);
            cumulative[rank] = sum;
        }
    }

    /** The first so many captions. */
    public List<String> take(int count) {
        return IntStream.range(0, count).parallel().mapToObj(this::caption).toList();
    }

    private String caption(int index) {
        SplittableRandom random = new SplittableRandom(index * 0x9E3779B97F4A7C15L);
        int length = 5 + random.nextInt(14);
        StringBuilder caption = new StringBuilder(8 * length);
        for (int i = 0; i < length; i++) {
            if (i > 0) {
                caption.append(' ');
            }
            appendWord(caption, random);
        }
        if (random.nextInt(100) == 0) {
            caption.append(" &amp; more");
        }
        return caption.toString();
    }

    private void appendWord(StringBuilder caption, SplittableRandom random) {
        int kind = random.nextInt(100);
        if (kind < 2) {
            caption.append(random.nextInt(2_100));
            return;
        }
        int found = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[cumulative.length - 1]);
        String word = words[found < 0 ? Math.min(-found - 1, words.length - 1) : found];
        if (kind < 6) {
            caption.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word, 1, word.length());
        } else if (kind == 6) {
            caption.append(word.replace('e', 'é'));
        } else {
            caption.append(word);
        }
        if (kind >= 94) {
            caption.append(kind < 98 ? ',' : '.');
        }
    }

    private static String word(int rank) {
        SplittableRandom random = new SplittableRandom(rank);
        int syllables = 1 + (31 - Integer.numberOfLeadingZeros(rank + 1)) / 4;
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < syllables; i++) {
            word.append(pick(ONSETS, random)).append(pick(NUCLEI, random)).append(pick(CODAS, random));
        }
        return word.toString();
    }

    private static String pick(List<String> parts, SplittableRandom random) {
        return parts.get(random.nextInt(parts.size()));
    }
}
