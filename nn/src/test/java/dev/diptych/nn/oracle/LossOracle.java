package dev.diptych.nn.oracle;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.op.loss.CrossEntropy;
import dev.diptych.nn.op.loss.InfoNce;
import dev.diptych.nn.op.loss.SigmoidLoss;
import dev.diptych.nn.op.loss.SoftCrossEntropy;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The contrastive losses; their gradients by central differences. */
final class LossOracle {
    private LossOracle() {}

    static void offer(Bindings<Op> bindings, Oracle oracle) {
        bindings.on(InfoNce.class, op -> infoNce(oracle, op));
        bindings.on(CrossEntropy.class, op -> crossEntropy(oracle, op));
        bindings.on(SoftCrossEntropy.class, op -> softCrossEntropy(oracle, op));
        bindings.on(SigmoidLoss.class, op -> sigmoid(oracle, op));
    }

    static Op infoNce(Oracle oracle, InfoNce p) {
        Grid similarities = oracle.grid(p.similarities());
        Grid logScale = oracle.grid(p.logScale());
        @Nullable Grid groups = p.groups() == null ? null : oracle.grid(p.groups());
        DoubleSupplier loss = () -> {
            double scale = Math.exp(logScale.at(0));
            double sum = 0;
            for (int i = 0; i < p.batch(); i++) {
                double target = scale * similarities.at(i, i);
                double byImage = 0;
                double byText = 0;
                double logits = 0; // beside the target, of row and column
                int count = 0;
                for (int j = 0; j < p.batch(); j++) {
                    if (!leftOut(groups, i, j)) {
                        byImage += Math.exp(scale * similarities.at(i, j) - target);
                        byText += Math.exp(scale * similarities.at(j, i) - target);
                        logits += scale * (similarities.at(i, j) + similarities.at(j, i)) - 2 * target;
                        count++;
                    }
                }
                sum += Math.log(byImage) + Math.log(byText) - p.smoothing() * logits / count;
            }
            return p.weight() * sum / (2 * p.batch());
        };
        return () -> {
            double value = loss.getAsDouble();
            double[] gradient = Differences.gradient(loss, similarities);
            double[] scaleGradient = Differences.gradient(loss, logScale);
            oracle.grid(p.loss()).set(0, value);
            oracle.grid(p.gradient()).put(gradient, false);
            oracle.grid(p.scaleGradient()).put(scaleGradient, false);
        };
    }

    static Op crossEntropy(Oracle oracle, CrossEntropy p) {
        Grid similarities = oracle.grid(p.similarities());
        Grid logScale = oracle.grid(p.logScale());
        @Nullable Grid groups = p.groups() == null ? null : oracle.grid(p.groups());
        DoubleSupplier loss = () -> {
            double scale = Math.exp(logScale.at(0));
            double sum = 0;
            for (int i = 0; i < p.rows(); i++) {
                double target = scale * similarities.at(i, p.first() + i);
                double exponentials = 0;
                double logits = 0; // beside the target
                int count = 0;
                for (int j = 0; j < p.batch(); j++) {
                    if (!leftOut(groups, p.first() + i, j)) {
                        double logit = scale * similarities.at(i, j) - target;
                        exponentials += Math.exp(logit);
                        logits += logit;
                        count++;
                    }
                }
                sum += Math.log(exponentials) - p.smoothing() * logits / count;
            }
            return p.weight() * sum / p.batch();
        };
        return () -> {
            double value = loss.getAsDouble();
            double[] gradient = Differences.gradient(loss, similarities);
            double[] scaleGradient = Differences.gradient(loss, logScale);
            oracle.grid(p.loss()).set(0, value);
            oracle.grid(p.gradient()).put(gradient, false);
            oracle.grid(p.scaleGradient()).put(scaleGradient, false);
        };
    }

    static Op softCrossEntropy(Oracle oracle, SoftCrossEntropy p) {
        Grid similarities = oracle.grid(p.similarities());
        Grid logScale = oracle.grid(p.logScale());
        Grid teacher = oracle.grid(p.teacher());
        DoubleSupplier loss = () -> {
            double scale = Math.exp(logScale.at(0));
            double sum = 0;
            for (int i = 0; i < p.rows(); i++) {
                double all = 0;
                double taught = 0;
                double logits = 0;
                for (int j = 0; j < p.columns(); j++) {
                    double target = Math.exp(p.teacherScale() * teacher.at(i, j));
                    all += Math.exp(scale * similarities.at(i, j));
                    taught += target;
                    logits += target * scale * similarities.at(i, j);
                }
                sum += Math.log(all) - logits / taught;
            }
            return p.weight() * sum / p.rows();
        };
        return () -> {
            double value = loss.getAsDouble();
            double[] gradient = Differences.gradient(loss, similarities);
            double[] scaleGradient = Differences.gradient(loss, logScale);
            oracle.grid(p.loss()).set(0, value);
            oracle.grid(p.gradient()).put(gradient, false);
            oracle.grid(p.scaleGradient()).put(scaleGradient, false);
        };
    }

    static Op sigmoid(Oracle oracle, SigmoidLoss p) {
        Grid similarities = oracle.grid(p.similarities());
        Grid logScale = oracle.grid(p.logScale());
        Grid bias = oracle.grid(p.bias());
        @Nullable Grid groups = p.groups() == null ? null : oracle.grid(p.groups());
        DoubleSupplier loss = () -> {
            double scale = Math.exp(logScale.at(0));
            double sum = 0;
            for (int i = 0; i < p.rows(); i++) {
                int pair = p.first() + i;
                for (int j = 0; j < p.batch(); j++) {
                    double logit = scale * similarities.at(i, j) + bias.at(0);
                    sum += leftOut(groups, pair, j) ? 0 : Math.log1p(Math.exp(pair == j ? -logit : logit));
                }
            }
            return p.weight() * sum / p.batch();
        };
        return () -> {
            double value = loss.getAsDouble();
            double[] gradient = Differences.gradient(loss, similarities);
            double[] scaleGradient = Differences.gradient(loss, logScale);
            double[] biasGradient = Differences.gradient(loss, bias);
            oracle.grid(p.loss()).set(0, value);
            oracle.grid(p.gradient()).put(gradient, false);
            oracle.grid(p.scaleGradient()).put(scaleGradient, false);
            oracle.grid(p.biasGradient()).put(biasGradient, false);
        };
    }

    private static boolean leftOut(@Nullable Grid groups, int i, int j) {
        return groups != null && i != j && groups.at(i) == groups.at(j);
    }
}
