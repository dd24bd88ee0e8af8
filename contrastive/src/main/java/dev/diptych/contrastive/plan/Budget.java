package dev.diptych.contrastive.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a training may take.
 *
 * @param text as it was given, such as {@code 8m}
 */
public record Budget(String text, double seconds) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,6})?)([mhd])");

    /** @throws IllegalArgumentException if it is no number of minutes, hours or days */
    public static Budget parse(String text) {
        Matcher match = FORM.matcher(text);
        if (!match.matches() || Double.parseDouble(match.group(1)) == 0) {
            throw new IllegalArgumentException(
                    "budget '" + text + "', expected a number above 0 of minutes, hours or days, such as 8m, 2h or 7d");
        }
        double unit = switch (match.group(2)) {
            case "m" -> 60;
            case "h" -> 3600;
            default -> 86_400;
        };
        return new Budget(text, unit * Double.parseDouble(match.group(1)));
    }
}
