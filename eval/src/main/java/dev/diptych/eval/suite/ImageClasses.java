package dev.diptych.eval.suite;

import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.interval.Statistic;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which class each image was taken for.
 *
 * @param classes their names
 * @param prefix what stands before the names of the scores; may be empty
 */
public record ImageClasses(List<String> classes, SingleLabel predictions, String prefix) implements Outcomes {
    public ImageClasses {
        classes = List.copyOf(classes);
        int images = predictions.labels().length;
        if (predictions.predicted().length != images
                || predictions.ranks().length != images
                || predictions.confidences().length != images) {
            throw new IllegalArgumentException("outcomes refused: " + images + " labels, "
                    + predictions.predicted().length + " predictions, " + predictions.ranks().length + " ranks, "
                    + predictions.confidences().length + " confidences, expected as many of each");
        }
        for (double confidence : predictions.confidences()) {
            if (!(confidence >= 0 && confidence <= 1)) {
                throw new IllegalArgumentException(
                        "outcomes refused: confidence " + confidence + ", expected a probability from 0 to 1");
            }
        }
    }

    @Override
    public int images() {
        return predictions.count();
    }

    @Override
    public Map<String, Statistic> statistics() {
        Map<String, Statistic> statistics = new LinkedHashMap<>();
        predictions.metrics().forEach((name, statistic) -> statistics.put(prefix + name, statistic));
        return statistics;
    }

    @Override
    public boolean isOfSameItems(Outcomes other) {
        return other instanceof ImageClasses images
                && prefix.equals(images.prefix)
                && classes.equals(images.classes)
                && Arrays.equals(predictions.labels(), images.predictions.labels());
    }
}
