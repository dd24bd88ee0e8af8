package dev.diptych.search.serve;

import dev.diptych.file.Sha256;
import dev.diptych.report.Markup;
import dev.diptych.report.PageStyle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;

/**
 * The page: all in one answer. Its policy lets run the one script, and the one style, whose hashes it names, and lets them ask this
 * server only.
 */
final class SearchPage {
    private SearchPage() {}

    /** @param name of the index, its heading */
    static Reply of(String name, int rows) {
        String style = PageStyle.css() + resource("page.css");
        String script = resource("page.js");
        Markup out = new Markup();
        out.trusted("<!DOCTYPE html>").line();
        out.open("html", "lang", "en").open("head").line();
        out.empty("meta", "charset", "utf-8").line();
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        out.element("title", name).line();
        out.open("style").trusted(style).close("style").line();
        out.close("head").open("body").line();
        out.trusted(resource("page.html")
                        .replace("MARK", PageStyle.mark())
                        .replace("COUNT", String.format(Locale.ROOT, "%,d", rows))
                        .replace("NAME", new Markup().text(name).toString()))
                .line();
        out.open("script")
                .trusted(script)
                .close("script")
                .close("body")
                .close("html")
                .line();
        String policy = "default-src 'none'; img-src data: blob:; connect-src 'self'; style-src '" + hash(style)
                + "'; script-src '" + hash(script) + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return new Reply(Reply.OK, "text/html; charset=utf-8", out.toString().getBytes(StandardCharsets.UTF_8), policy);
    }

    private static String hash(String text) {
        MessageDigest digest = Sha256.begin();
        Sha256.add(digest, text);
        return "sha256-" + Base64.getEncoder().encodeToString(digest.digest());
    }

    private static String resource(String name) {
        try (InputStream in = SearchPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("page: " + name + ": absent, expected in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
