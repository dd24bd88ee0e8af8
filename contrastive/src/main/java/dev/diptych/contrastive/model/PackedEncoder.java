package dev.diptych.contrastive.model;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;

/** The text tower as a forward program of packed captions. It is closed at the latest with its model. */
public final class PackedEncoder implements AutoCloseable {
    private final Engine engine;
    private final Program program;
    private final PackedCaptions input;
    private final Tensor output;

    PackedEncoder(Engine engine, Tape tape, PackedCaptions input, Tensor output) {
        this.engine = engine;
        this.program = ClipModel.inside(engine, region -> Program.compile(tape, region));
        this.input = input;
        this.output = output;
    }

    /** What the next {@link #run} embeds. */
    public PackedCaptions captions() {
        return input;
    }

    /** B, the most captions of a run. */
    public int most() {
        return output.shape().size(0);
    }

    /**
     * Embeds {@link #captions}.
     *
     * @param embeddings float32 [B, D], written: a row for each caption, and others that mean nothing
     */
    public void run(float[] embeddings) {
        input.write(engine);
        program.run();
        engine.read(output, embeddings);
    }

    @Override
    public void close() {
        engine.close();
    }
}
