package dev.diptych.eval.report;

import dev.diptych.report.Markup;
import dev.diptych.report.Page;
import java.util.List;
import java.util.Locale;

/** The cards of images with their nearest captions, and of captions with their nearest images. */
public final class Gallery {
    private Gallery() {}

    /**
     * Adds a section of cards, if there are any.
     *
     * @param right what the right one of a card is, such as {@code its caption}
     */
    public static void section(Page page, String title, String note, List<ImageCard> cards, String right) {
        if (!cards.isEmpty()) {
            page.section(title, note, out -> {
                out.open("div", "class", "image-cards").line();
                cards.forEach(card -> draw(out, card, right));
                out.close("div").line();
            });
        }
    }

    private static void draw(Markup page, ImageCard card, String right) {
        page.open("article", "class", "card image-card");
        page.open("div", "class", "subject");
        card.picture().draw(page);
        page.element("p", card.caption(), "class", "caption", "dir", "auto").close("div");
        page.open("ol", "class", "captions");
        double nearest = card.nearest().isEmpty() ? 1 : card.nearest().get(0).similarity();
        for (ImageCard.Match match : card.nearest()) {
            page.open("li", "class", match.right() ? "right" : "");
            page.open("span", "class", "shade", "style", "width:" + width(match.similarity(), card.typical(), nearest))
                    .close("span");
            page.element("span", match.caption(), "class", "found", "dir", "auto");
            similarity(page, match.similarity(), match.right());
            page.close("li");
        }
        page.close("ol");
        boolean shown = card.nearest().stream().anyMatch(ImageCard.Match::right);
        verdict(page, right, card.rank(), shown);
        page.close("article").line();
    }

    static void draw(Markup page, CaptionCard card) {
        page.open("article", "class", "card caption-card");
        page.element("p", card.caption(), "class", "caption", "dir", "auto");
        page.open("ol", "class", "images");
        for (CaptionCard.Match match : card.nearest()) {
            page.open("li", "class", match.right() ? "right" : "");
            match.picture().draw(page);
            similarity(page, match.similarity(), match.right());
            page.close("li");
        }
        page.close("ol");
        boolean shown = card.nearest().stream().anyMatch(CaptionCard.Match::right);
        verdict(page, "its image", card.rank(), shown);
        page.close("article").line();
    }

    private static void similarity(Markup page, double similarity, boolean right) {
        page.open("span", "class", "similarity").text(String.format(Locale.ROOT, "%.2f", similarity));
        if (right) {
            page.element("span", " ✓", "class", "tick", "title", "the right one");
        }
        page.close("span");
    }

    private static void verdict(Markup page, String what, int rank, boolean shown) {
        String text = what + " is ranked " + String.format(Locale.ROOT, "%,d", rank);
        page.element("p", text, "class", shown ? "verdict hit" : "verdict");
    }

    /** The length of a bar behind a caption: none for a similarity as any caption has it, full for the nearest. */
    private static String width(double similarity, double typical, double nearest) {
        double part = nearest > typical ? Math.max(0, (similarity - typical) / (nearest - typical)) : 0;
        return String.format(Locale.ROOT, "%.1f%%", 100 * Math.min(1, part));
    }
}
