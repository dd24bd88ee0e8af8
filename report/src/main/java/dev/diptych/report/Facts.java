package dev.diptych.report;

import java.util.List;

/** Names and what they stand for, such as a run's speed. */
public record Facts(List<Fact> facts) {
    public Facts {
        facts = List.copyOf(facts);
    }

    /**
     * One of them.
     *
     * @param name as in {@code Speed}
     * @param value with its unit, as in {@code 512 pairs/s}
     */
    public record Fact(String name, String value) {}

    public void draw(Markup page) {
        page.open("dl", "class", "facts");
        for (Fact fact : facts) {
            page.open("div")
                    .element("dt", fact.name())
                    .element("dd", fact.value())
                    .close("div");
        }
        page.close("dl").line();
    }
}
