package dev.diptych.nn.op.loss;

import dev.diptych.nn.tape.Primitive;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Require;
import dev.diptych.nn.tensor.Tensor;
import java.util.List;

/**
 * The mean over rows of the cross-entropy with a teacher's distribution (Hinton et al. 2015; over a batch's similarities as
 * open_clip's DistillClipLoss), and its gradient in the same pass: {@code -sum_j q_j log p_j} with {@code p} the softmax of {@code
 * exp(logScale) * similarities} and {@code q} that of {@code teacherScale * teacher}.
 *
 * @param similarities float32 [M, B]
 * @param logScale float32 [1]
 * @param teacher float32 [M, B], of which no gradient is taken
 * @param teacherScale the teacher's own, above 0
 * @param weight a factor on the loss, above 0
 * @param loss float32 [1], written: weighted
 * @param gradient float32 [M, B], written: the gradient of {@code similarities}
 * @param scaleGradient float32 [1], written: the gradient of {@code logScale}
 */
public record SoftCrossEntropy(
        Tensor similarities,
        Tensor logScale,
        Tensor teacher,
        float teacherScale,
        float weight,
        Tensor loss,
        Tensor gradient,
        Tensor scaleGradient)
        implements Primitive {
    public SoftCrossEntropy {
        Require.contiguous("distillation", similarities, teacher, gradient);
        Require.equal(
                "distillation",
                teacher,
                teacher.shape().elements(),
                similarities.shape().elements());
        if (!(teacherScale > 0 && weight > 0)) {
            throw new IllegalArgumentException("distillation: teacher's scale " + teacherScale + ", weight " + weight
                    + ", expected factors above 0");
        }
    }

    @Override
    public List<Tensor> reads() {
        return List.of(similarities, logScale, teacher);
    }

    @Override
    public List<Tensor> writes() {
        return List.of(loss, gradient, scaleGradient);
    }

    /** M. */
    public int rows() {
        return Math.toIntExact(similarities.shape().rows());
    }

    /** B. */
    public int columns() {
        return similarities.shape().last();
    }

    @Override
    public void backward(Tape tape) {
        tape.pass(similarities, gradient);
        tape.pass(logScale, scaleGradient);
    }
}
