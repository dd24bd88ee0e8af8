package dev.diptych.report;

import java.util.List;

/** Pictures with their captions, as many beside each other as fit. */
public record PictureGrid(List<Item> items) {
    public PictureGrid {
        items = List.copyOf(items);
    }

    /**
     * A picture; its description is its caption.
     *
     * @param where shown when pointed at, such as its shard and key
     */
    public record Item(Picture picture, String where) {}

    public void draw(Markup page) {
        page.open("div", "class", "sheet").line();
        for (Item item : items) {
            page.open("figure", "class", "sample");
            item.picture().draw(page);
            page.element("figcaption", item.picture().description(), "title", item.where(), "dir", "auto");
            page.close("figure").line();
        }
        page.close("div").line();
    }
}
