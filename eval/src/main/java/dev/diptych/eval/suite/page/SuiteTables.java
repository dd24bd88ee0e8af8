package dev.diptych.eval.suite.page;

import dev.diptych.eval.classify.Calibration;
import dev.diptych.eval.interval.Interval;
import dev.diptych.eval.interval.PairedDifference;
import dev.diptych.eval.suite.Score;
import dev.diptych.eval.suite.SetResults;
import dev.diptych.report.Markup;
import dev.diptych.report.Table;
import dev.diptych.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Scores and differences of all sets, a table a set, a column a model. */
final class SuiteTables {
    private static final Table.Cell NONE = new Table.Remark("–");
    private static final int FEW = 2; // models that leave room for bars

    private final List<String> models;
    private final List<SetResults> sets;

    SuiteTables(List<String> models, List<SetResults> sets) {
        this.models = models;
        this.sets = sets;
    }

    void scores(Markup page) {
        List<String> heads = new ArrayList<>(List.of(""));
        heads.addAll(models);
        heads.add("chance");
        draw(page, heads, this::calibration, set -> name -> {
            List<Table.Cell> cells = new ArrayList<>();
            for (int model = 0; model < models.size(); model++) {
                cells.add(set.score(model, name).map(this::cell).orElse(NONE));
            }
            cells.add(new Table.Remark(figure("%.1f %%", set.chance(name))));
            return cells;
        });
    }

    /** How far each model is from being as often right as it is sure; empty of other sets than those of images with one label. */
    private Optional<Table.Row> calibration(SetResults set) {
        List<Optional<Calibration>> byModel =
                IntStream.range(0, models.size()).mapToObj(set::calibration).toList();
        if (byModel.stream().allMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        List<Table.Cell> cells = new ArrayList<>();
        byModel.forEach(calibration -> cells.add(calibration
                .<Table.Cell>map(each -> new Table.Value(Words.percent(each.error())))
                .orElse(NONE)));
        cells.add(NONE);
        return Optional.of(new Table.Row("calibration error", cells));
    }

    private Table.Cell cell(Score score) {
        String text = figure("%.1f %%", score.value()) + ends("%.1f", score.interval());
        return models.size() > FEW ? new Table.Value(text) : new Table.Bar(text, score.value());
    }

    void differences(Markup page) {
        List<String> heads = new ArrayList<>(List.of(""));
        heads.addAll(models.subList(1, models.size()));
        draw(
                page,
                heads,
                set -> Optional.empty(),
                set -> name -> IntStream.range(1, models.size())
                        .mapToObj(model ->
                                set.ahead(model, name).map(SuiteTables::cell).orElse(NONE))
                        .toList());
    }

    private static Table.Cell cell(PairedDifference ahead) {
        String text = figure("%+.1f", ahead.difference()) + ends("%+.1f", ahead.interval());
        String said = text.replace('-', '−');
        return ahead.isReal() ? new Table.Value(said) : new Table.Remark(said);
    }

    /** @param last the row behind those of the scores, if there is one */
    private void draw(
            Markup page,
            List<String> heads,
            Function<SetResults, Optional<Table.Row>> last,
            Function<SetResults, Function<String, List<Table.Cell>>> cells) {
        for (SetResults set : sets) {
            page.element("h3", set.set());
            if (set.names().isEmpty()) {
                page.element("p", "It could not be scored.", "class", "note");
                continue;
            }
            List<Table.Row> rows = new ArrayList<>();
            set.names()
                    .forEach(name -> rows.add(new Table.Row(
                            name.replace('_', ' '), cells.apply(set).apply(name))));
            last.apply(set).ifPresent(rows::add);
            new Table(heads, rows).draw(page);
        }
    }

    private static String ends(String format, Interval interval) {
        return " (" + figure(format, interval.low()) + " to " + figure(format, interval.high()) + ")";
    }

    /** Of a share, in percent. */
    private static String figure(String format, double share) {
        return String.format(Locale.ROOT, format, 100 * share);
    }
}
