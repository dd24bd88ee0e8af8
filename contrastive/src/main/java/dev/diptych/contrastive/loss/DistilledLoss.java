package dev.diptych.contrastive.loss;

import dev.diptych.nn.op.loss.SoftCrossEntropy;
import dev.diptych.nn.op.loss.Total;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * A loss, and beside it how far each image's distribution over the step's texts, and the reverse, is from a teacher's: the mean of
 * both cross-entropies, as open_clip's DistillClipLoss.
 *
 * @param of the loss beside it
 * @param weight of the distance, above 0; open_clip's is 1
 */
public record DistilledLoss(Loss of, double weight) implements Loss {
    public DistilledLoss {
        if (!(weight > 0)) {
            throw new IllegalArgumentException("loss: weight of the teacher " + weight + ", expected above 0");
        }
        if (of instanceof DistilledLoss) {
            throw new IllegalArgumentException("loss: a teacher beside a teacher, expected one");
        }
    }

    @Override
    public Loss alone() {
        return of;
    }

    @Override
    public void record(Tape tape, Pairs pairs, double factor, Tensor loss) {
        Pairs.Taught teacher = pairs.teacher();
        if (teacher == null) {
            throw new IllegalArgumentException("loss: no teacher, expected its features");
        }
        if (pairs.inBlocks()) {
            throw new IllegalArgumentException("loss: " + pairs.batch()
                    + " pairs in a step beside a teacher, expected at most 46,340, whose similarities fit one matrix");
        }
        Tensor own = tape.activation("loss beside the teacher", 1);
        of.record(tape, pairs, factor, own);
        double half = factor * weight / 2;
        Tensor byImage = direction(tape, pairs, teacher, true, half);
        Tensor byText = direction(tape, pairs, teacher, false, half);
        tape.record(new Total(List.of(own, byImage, byText), loss));
    }

    private static Tensor direction(Tape tape, Pairs pairs, Pairs.Taught teacher, boolean byImage, double weight) {
        Tensor similarities = byImage
                ? Pairs.similarities(tape, pairs.image(), pairs.text())
                : Pairs.similarities(tape, pairs.text(), pairs.image());
        Tensor taught = byImage
                ? Pairs.similarities(tape, teacher.image(), teacher.text())
                : Pairs.similarities(tape, teacher.text(), teacher.image());
        Tensor term = tape.activation("distance from the teacher", 1);
        tape.record(new SoftCrossEntropy(
                similarities,
                pairs.logScale(),
                taught,
                teacher.scale(),
                (float) weight,
                term,
                tape.activation("similarity gradient", pairs.batch(), pairs.batch()),
                tape.activation("logit scale gradient", 1)));
        return term;
    }
}
