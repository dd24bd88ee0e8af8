package dev.diptych.ingest.score;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which scores are kept: those from a threshold on, or the top share. */
public sealed interface KeepRule {
    String FORMS = ">=0.28, or top 30%";

    /**
     * Returns the least score that is kept.
     *
     * @param scores at least one
     */
    float threshold(RankSelection scores);

    /** The scores from a value on. */
    record AtLeast(float least) implements KeepRule {
        @Override
        public float threshold(RankSelection scores) {
            return least;
        }

        @Override
        public String toString() {
            return ">=" + least;
        }
    }

    /** The best ones. @param share of all, above 0 and at most 1 */
    record Top(BigDecimal share) implements KeepRule {
        /** Of so many as the share is, rounded down, but at least one: the last one's; those equal to it are kept too. */
        @Override
        public float threshold(RankSelection scores) {
            long kept = share.multiply(BigDecimal.valueOf(scores.count())).longValue();
            return scores.at(scores.count() - Math.max(1, kept))[0];
        }

        @Override
        public String toString() {
            return "top " + share.movePointRight(2).toPlainString() + "%";
        }
    }

    /**
     * Reads a rule as {@code >=0.28} or {@code top 30%}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static KeepRule parse(String text) {
        String number = "([+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+))";
        Matcher least = Pattern.compile("\\s*>=\\s*" + number + "\\s*").matcher(text);
        if (least.matches()) {
            return new AtLeast(Float.parseFloat(least.group(1)));
        }
        Matcher top = Pattern.compile("\\s*top\\s+" + number + "\\s*%\\s*").matcher(text);
        if (top.matches()) {
            BigDecimal percent = new BigDecimal(top.group(1));
            if (percent.signum() > 0 && percent.compareTo(BigDecimal.valueOf(100)) <= 0) {
                return new Top(percent.movePointLeft(2));
            }
        }
        throw new IllegalArgumentException("keep_score: '" + text + "', expected " + FORMS);
    }
}
