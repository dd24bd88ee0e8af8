package dev.diptych.contrastive.loss;

import dev.diptych.nn.op.Copy;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.op.loss.CrossEntropy;
import dev.diptych.nn.op.loss.Total;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/*
 * An anchor's softmax is over all 2B views but itself. Row i of the first views has its pair at column B + i and itself at
 * column i, and the other way about for the second ones: a row's own column is left out as one of its pair's group.
 */
/**
 * A loss of image and text, and beside it the cross-entropy of finding an image's second view among all views of the step's
 * images, from each view (SLIP: Mu et al. 2021; the loss is SimCLR's NT-Xent: Chen et al. 2020, equation 1). Every other image is
 * a negative, whatever groups the pairs have.
 *
 * @param of the loss beside it
 * @param weight of the views' loss, above 0; SLIP's is 1
 * @param temperature of the views' similarities, above 0; SLIP's is 0.1
 */
public record SlipLoss(Loss of, double weight, double temperature) implements Loss {
    /** B times the 2B views of a row are then below 2^31. */
    public static final int MOST_PAIRS = 32_767;

    public SlipLoss {
        if (!(weight > 0 && temperature > 0)) {
            throw new IllegalArgumentException(
                    "loss: simclr: weight " + weight + ", temperature " + temperature + ", expected both above 0");
        }
        if (of instanceof SlipLoss) {
            throw new IllegalArgumentException("loss: views beside views, expected them once");
        }
    }

    @Override
    public Loss alone() {
        return new SlipLoss(of.alone(), weight, temperature);
    }

    @Override
    public void record(Tape tape, Pairs pairs, double factor, Tensor loss) {
        Tensor views = pairs.views();
        if (views == null) {
            throw new IllegalArgumentException("loss: simclr: no views, expected two of each image");
        }
        int batch = pairs.batch();
        if (batch > MOST_PAIRS) {
            throw new IllegalArgumentException("loss: simclr: " + batch + " pairs in a step, expected at most "
                    + MOST_PAIRS + ", whose similarities fit one matrix");
        }
        Tensor own = tape.activation("loss beside the views", 1);
        of.record(tape, pairs, factor, own);
        int width = views.shape().last() / 2;
        Tensor all = tape.activation("views", 2 * batch, width);
        Tensor first = view(tape, views.columns(0, width), all.rows(0, batch));
        Tensor second = view(tape, views.columns(width, width), all.rows(batch, batch));
        Tensor logScale = tape.activation("logarithm of the views' scale", 1);
        tape.record(new Fill(logScale, (float) -Math.log(temperature)));
        int[] images = new int[2 * batch];
        for (int i = 0; i < images.length; i++) {
            images[i] = i % batch;
        }
        Tensor groups = tape.constant("images of the views", images);
        double part = factor * weight;
        Tensor byFirst = anchors(tape, first, all, logScale, groups, batch, part);
        Tensor bySecond = anchors(tape, second, all, logScale, groups, 0, part);
        tape.record(new Total(List.of(own, byFirst, bySecond), loss));
    }

    /** One view of each image, in a tensor of its own and among all. */
    private static Tensor view(Tape tape, Tensor columns, Tensor among) {
        Tensor view = tape.activation("view", columns.shape().toArray());
        tape.record(new Copy(columns, view));
        tape.record(new Copy(view, among));
        return view;
    }

    /** @param first the row of {@code all} in which the pair of anchor 0 stands */
    private static Tensor anchors(
            Tape tape, Tensor anchors, Tensor all, Tensor logScale, Tensor groups, int first, double weight) {
        int rows = anchors.shape().size(0);
        Tensor similarities = tape.activation("similarities of views", rows, 2 * rows);
        tape.record(Matmul.product(anchors, false, all, true, similarities, false));
        Tensor term = tape.activation("loss of the views", 1);
        tape.record(new CrossEntropy(
                similarities,
                logScale,
                groups,
                first,
                0,
                (float) weight,
                term,
                tape.activation("gradient of the views' similarities", rows, 2 * rows),
                tape.activation("gradient of the views' scale", 1)));
        return term;
    }
}
