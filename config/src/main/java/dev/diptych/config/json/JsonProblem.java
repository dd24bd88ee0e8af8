package dev.diptych.config.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.diptych.config.Shown;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is wrong with a text that is no JSON, in words of our own. */
public final class JsonProblem {
    private static final Pattern UNEXPECTED =
            Pattern.compile("(?:Unexpected character \\('(.+?)' \\(code|(?:Unrecognized|Non-standard) token '(.*?)')");
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'.*", Pattern.DOTALL);

    private JsonProblem() {}

    /** Returns what it is, without where. */
    public static String said(JsonProcessingException e) {
        if (e instanceof JsonEOFException) {
            return "Unexpected end-of-input";
        }
        if (e instanceof StreamConstraintsException) {
            return "nested too deep, or too long a text or number";
        }
        String message = e.getOriginalMessage();
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.lookingAt()) {
            String what = unexpected.group(1) == null ? unexpected.group(2) : unexpected.group(1);
            return "'" + Shown.cut(what) + "'";
        }
        Matcher duplicate = DUPLICATE.matcher(message);
        if (duplicate.matches()) {
            return "Duplicate field '" + Shown.cut(duplicate.group(1)) + "'";
        }
        return message.startsWith("Trailing token") ? "more after the value" : "a fault";
    }
}
