package dev.diptych.eval.suite.page;

import dev.diptych.eval.classify.Calibration;
import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.classify.page.Calibrations;
import dev.diptych.eval.classify.page.Confusions;
import dev.diptych.eval.classify.page.PerClass;
import dev.diptych.eval.suite.ImageClasses;
import dev.diptych.eval.suite.Outcomes;
import dev.diptych.eval.suite.ResultFolder;
import dev.diptych.eval.suite.SetResults;
import dev.diptych.eval.suite.SuiteResult;
import dev.diptych.file.WholeFile;
import dev.diptych.report.Markup;
import dev.diptych.report.Page;
import dev.diptych.report.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page of a suite: all scores beside chance, which difference is real, and of each set its classes and confusions. */
public final class SuitePage {
    private final Path folder;
    private final List<String> models;
    private final List<SetResults> sets;

    private SuitePage(Path folder, List<String> models, List<SetResults> sets) {
        this.folder = folder;
        this.models = models;
        this.sets = sets;
    }

    /**
     * Writes the page into the suite's folder.
     *
     * @param name of the suite
     * @param models their names
     * @param imprint when and where it was made
     */
    public static void write(
            Path folder, String name, List<String> models, List<SetResults> sets, String imprint, Path file)
            throws IOException {
        String page = new SuitePage(folder, models, sets).render(name, imprint);
        WholeFile.write(file, page.getBytes(StandardCharsets.UTF_8));
    }

    private String render(String name, String imprint) {
        String lead = String.join(", ", models) + " on " + Words.count(sets.size(), "set") + ".";
        Page page = Page.begin(name + " · Diptych report", name, lead, imprint);
        SuiteTables tables = new SuiteTables(models, sets);
        page.section(
                "Scores",
                "In brackets are 95 % intervals, of sets of images that are drawn from these with replacement; chance is"
                        + " what guessing scores. The calibration error of sets with classes is the mean distance of how often"
                        + " a model is right from how sure it is: 0 is best.",
                tables::scores);
        if (models.size() > 1) {
            page.section(
                    "Which difference is real",
                    "By how many points each model is ahead of " + models.get(0) + ", with the 95 % interval of that:"
                            + " the same images are drawn for both. Bold where the interval is on one side of 0. Of"
                            + " models that are equally good one such difference in twenty is bold too.",
                    tables::differences);
        }
        sets.forEach(set -> add(page, set));
        page.section("What they find", "Of each set a page a model, with its best and worst cases.", this::links);
        return page.end();
    }

    private void add(Page page, SetResults set) {
        List<String> named = new ArrayList<>();
        List<ImageClasses> same = new ArrayList<>();
        for (int model = 0; model < models.size(); model++) {
            Outcomes outcomes =
                    set.byModel().get(model).flatMap(SuiteResult::outcomes).orElse(null);
            if (outcomes instanceof ImageClasses images
                    && (same.isEmpty() || same.get(0).isOfSameItems(images))) {
                named.add(models.get(model));
                same.add(images);
            }
        }
        if (!same.isEmpty()) {
            List<SingleLabel> predictions =
                    same.stream().map(ImageClasses::predictions).toList();
            List<String> classes = same.get(0).classes();
            PerClass.add(page, set.set() + ": classes", classes, named, predictions);
            confusions(page, set.set(), classes, named, predictions);
            calibrations(page, set.set(), named, predictions);
        }
    }

    private static void calibrations(Page page, String set, List<String> named, List<SingleLabel> predictions) {
        Map<String, Calibration> byModel = new LinkedHashMap<>();
        for (int model = 0; model < named.size(); model++) {
            byModel.put(named.get(model), Calibration.of(predictions.get(model)));
        }
        Calibrations.add(
                page, set + ": calibration", "The confidence is the probability of the predicted class.", byModel);
    }

    private static void confusions(
            Page page, String set, List<String> classes, List<String> named, List<SingleLabel> predictions) {
        Confusions first = new Confusions(classes, predictions.get(0).confusion());
        page.section(set + ": " + first.title().toLowerCase(Locale.ROOT), first.note(), out -> {
            for (int model = 0; model < named.size(); model++) {
                if (named.size() > 1) {
                    out.element("h3", named.get(model));
                }
                new Confusions(classes, predictions.get(model).confusion()).draw(out);
            }
        });
    }

    private void links(Markup out) {
        out.open("ul", "class", "events");
        for (SetResults set : sets) {
            out.open("li").text(set.set() + ":");
            for (int model = 0; model < models.size(); model++) {
                if (set.byModel().get(model).isPresent()) {
                    Path page = new ResultFolder(folder, models.get(model), set.set()).page();
                    String link = folder.relativize(page).toString().replace('\\', '/');
                    out.text(" ").element("a", models.get(model), "href", link);
                }
            }
            out.close("li").line();
        }
        out.close("ul").line();
    }
}
