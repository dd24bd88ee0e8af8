package dev.diptych.report;

import java.util.function.Consumer;

/**
 * A page under construction: HTML that is well-formed XML. Style, charts and pictures are inside it, it runs no script, and
 * its content security policy keeps the browser from asking for anything.
 */
public final class Page {
    /** Of a page that stays as it is. */
    public static final int STILL = 0;

    private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    private final Markup out = new Markup();

    private Page() {}

    /**
     * Begins a page.
     *
     * @param title in the browser's tab
     * @param name its heading
     * @param lead what is below that; empty for nothing
     * @param imprint when and where it was made; empty for nothing
     */
    public static Page begin(String title, String name, String lead, String imprint) {
        return begin(title, name, lead, imprint, STILL);
    }

    /**
     * Begins a page that browsers load anew.
     *
     * @param refresh after how many seconds, or {@link #STILL}
     */
    public static Page begin(String title, String name, String lead, String imprint, int refresh) {
        Page page = new Page();
        page.head(title, refresh);
        Markup out = page.out;
        out.open("header")
                .open("div", "class", "brand")
                .trusted(PageStyle.mark())
                .text("Diptych")
                .close("div");
        out.element("h1", name);
        paragraph(out, lead, "lead");
        paragraph(out, imprint, "imprint");
        out.close("header").line();
        out.open("main").line();
        return page;
    }

    private void head(String title, int refresh) {
        out.trusted("<!DOCTYPE html>").line();
        out.open("html", "lang", "en").open("head").line();
        out.empty("meta", "charset", "utf-8").line();
        out.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY)
                .line();
        out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        if (refresh != STILL) {
            out.empty("meta", "http-equiv", "refresh", "content", Integer.toString(refresh))
                    .line();
        }
        out.element("title", title).line();
        out.open("style").trusted(PageStyle.css()).close("style").line();
        out.close("head").open("body").line();
    }

    /**
     * Adds a section.
     *
     * @param note below its title; empty for nothing
     */
    public Page section(String title, String note, Consumer<Markup> content) {
        out.open("section").element("h2", title);
        paragraph(out, note, "note");
        out.line();
        content.accept(out);
        out.close("section").line();
        return this;
    }

    /** Adds what needs no title. */
    public Page section(Consumer<Markup> content) {
        out.open("section").line();
        content.accept(out);
        out.close("section").line();
        return this;
    }

    /** The whole page; nothing may be added after. */
    public String end() {
        return out.close("main").close("body").close("html").line().toString();
    }

    private static void paragraph(Markup out, String text, String kind) {
        if (!text.isEmpty()) {
            out.element("p", text, "class", kind);
        }
    }
}
