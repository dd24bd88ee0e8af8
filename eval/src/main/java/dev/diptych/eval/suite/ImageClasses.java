package dev.diptych.eval.suite;

import dev.diptych.eval.classify.SingleLabel;
import dev.diptych.eval.interval.Statistic;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Which class each image was taken for.
 *
 * @param classes their names
 */
public record ImageClasses(List<String> classes, SingleLabel predictions) implements Outcomes {
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
    }

    @Override
    public int images() {
        return predictions.count();
    }

    @Override
    public Map<String, Statistic> statistics() {
        return predictions.metrics();
    }

    @Override
    public boolean isOfSameItems(Outcomes other) {
        return other instanceof ImageClasses images
                && classes.equals(images.classes)
                && Arrays.equals(predictions.labels(), images.predictions.labels());
    }
}
