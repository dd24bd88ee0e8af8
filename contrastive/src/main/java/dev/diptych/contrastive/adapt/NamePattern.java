package dev.diptych.contrastive.adapt;

import java.util.regex.Pattern;

/**
 * A pattern of open_clip's tensor names.
 *
 * @param text in which {@code *} stands for any characters and {@code ?} for one
 */
public record NamePattern(String text) {
    public boolean matches(String name) {
        String quoted = "\\Q" + text.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E";
        return Pattern.matches(quoted, name);
    }
}
