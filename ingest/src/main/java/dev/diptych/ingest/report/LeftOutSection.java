package dev.diptych.ingest.report;

import dev.diptych.ingest.manifest.DropReason;
import dev.diptych.ingest.manifest.Tally;
import dev.diptych.report.Markup;
import dev.diptych.report.Page;
import dev.diptych.report.Words;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The images that are left out, a few of each reason, in the order of the reasons. */
final class LeftOutSection {
    private LeftOutSection() {}

    static void draw(Page page, Tally total, List<LeftOut> images) {
        Map<DropReason, List<LeftOut>> byReason =
                images.stream().collect(Collectors.groupingBy(LeftOut::reason, TreeMap::new, Collectors.toList()));
        if (!byReason.isEmpty()) {
            page.section(
                    "Left out",
                    "The first of each reason, in the order of the input. What cannot be decoded has no picture;"
                            + " dropped.jsonl names all.",
                    out -> byReason.forEach((reason, some) -> draw(out, total, reason, some)));
        }
    }

    private static void draw(Markup page, Tally total, DropReason reason, List<LeftOut> some) {
        page.open("h3").text(reason.code() + " ");
        long all = total.dropped().getOrDefault(reason, (long) some.size());
        page.element("small", Words.count(some.size()) + " of " + Words.count(all))
                .close("h3");
        page.open("div", "class", "out-sheet").line();
        some.forEach(image -> draw(page, image));
        page.close("div").line();
    }

    private static void draw(Markup page, LeftOut image) {
        page.open("figure", "class", "out-card");
        if (!image.picture().isEmpty()) {
            page.empty("img", "src", image.picture(), "alt", image.where(), "loading", "lazy");
        }
        page.open("figcaption").element("b", image.where(), "title", image.where(), "dir", "auto");
        page.element("span", image.detail(), "title", image.detail(), "dir", "auto")
                .close("figcaption")
                .close("figure")
                .line();
    }
}
