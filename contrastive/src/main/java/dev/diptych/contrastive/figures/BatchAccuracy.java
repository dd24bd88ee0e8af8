package dev.diptych.contrastive.figures;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.op.Matmul;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/**
 * How often a step's features find their own pair: of the images among all texts of the step, and the reverse. Of a large step the
 * first pairs alone are asked, among all others, so that it never costs a hundredth of the step.
 */
final class BatchAccuracy {
    /** Similarities that are computed and read one way at most: 16 MiB of them. */
    private static final int MOST = 1 << 22;

    private final Engine engine;
    private final Tensor byImage;
    private final Tensor byText;
    private final Program program;
    private final float[] similarities;
    private final int batch;

    /**
     * @param image float32 [B, D], unit rows, which the steps write
     * @param text float32 [B, D], unit rows, likewise
     */
    BatchAccuracy(Engine engine, Tensor image, Tensor text) {
        this.engine = engine;
        this.batch = image.shape().size(0);
        int asked = Math.max(1, Math.min(batch, MOST / batch));
        Tape tape = Tape.inference();
        this.byImage = tape.output("texts of images", asked, batch);
        this.byText = tape.output("images of texts", asked, batch);
        tape.record(Matmul.product(image.rows(0, asked), false, text, true, byImage, false));
        tape.record(Matmul.product(text.rows(0, asked), false, image, true, byText, false));
        this.program = Program.compile(tape, engine);
        this.similarities = new float[asked * batch];
    }

    /** Shares of the pairs that were asked. */
    record Shares(double imageToText, double textToImage) {}

    /**
     * Those of the step that ran last.
     *
     * @param groups int32 [B], equal for pairs of which the one may be found for the other
     */
    Shares of(int[] groups) {
        program.run();
        return new Shares(share(byImage, groups), share(byText, groups));
    }

    private double share(Tensor asked, int[] groups) {
        engine.read(asked, similarities);
        int rows = asked.shape().size(0);
        int found = 0;
        for (int row = 0; row < rows; row++) {
            found += finds(row, groups) ? 1 : 0;
        }
        return (double) found / rows;
    }

    /** Whether all others are less similar than a row's pair, which no features are where all are alike. */
    private boolean finds(int row, int[] groups) {
        int first = row * batch;
        float own = similarities[first + row];
        for (int other = 0; other < batch; other++) {
            if (groups[other] != groups[row] && !(similarities[first + other] < own)) {
                return false;
            }
        }
        return true;
    }
}
