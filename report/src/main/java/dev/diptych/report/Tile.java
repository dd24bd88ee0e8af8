package dev.diptych.report;

import java.util.List;

/**
 * A headline figure.
 *
 * @param name what it is
 * @param unit small behind the value; empty for none
 * @param note below it; empty for none
 */
public record Tile(String name, String value, String unit, String note) {
    /** Draws some beside each other. */
    public static void draw(Markup page, List<Tile> tiles) {
        page.open("div", "class", "tiles");
        tiles.forEach(tile -> tile.draw(page));
        page.close("div").line();
    }

    private void draw(Markup page) {
        page.open("div", "class", "tile").element("span", name, "class", "tile-name");
        page.open("span", "class", "tile-value").text(value);
        if (!unit.isEmpty()) {
            page.element("small", unit);
        }
        page.close("span").element("span", note, "class", "tile-note").close("div");
    }
}
