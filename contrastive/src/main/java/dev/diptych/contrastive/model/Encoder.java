package dev.diptych.contrastive.model;

import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Pooling;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** One tower as a forward program: a batch in, embeddings out, or other features of images. It is closed at the latest with its model. */
public final class Encoder implements AutoCloseable {
    private final Engine engine;
    private final Program program;
    private final Tensor input;
    private final @Nullable Pooling ends;
    private final Tensor output;

    private Encoder(Engine engine, Tape tape, Tensor input, @Nullable Pooling ends, Tensor output) {
        this.engine = engine;
        this.program = ClipModel.inside(engine, region -> Program.compile(tape, region));
        this.input = input;
        this.ends = ends;
        this.output = output;
    }

    static Encoder images(Engine engine, Tape tape, Tensor images, Tensor output) {
        return new Encoder(engine, tape, images, null, output);
    }

    static Encoder texts(Engine engine, Tape tape, Tensor ids, Pooling ends, Tensor output) {
        return new Encoder(engine, tape, ids, ends, output);
    }

    /** Rows of one run. */
    public int batch() {
        return output.shape().size(0);
    }

    /** Floating-point operations of one run's matrix products and attention, a multiply-add counting two. */
    public long flops() {
        return program.flops();
    }

    /** What is run. */
    public Program program() {
        return program;
    }

    /**
     * Embeds a batch of images.
     *
     * @param images float32 [B, 3, S, S], normalised
     * @param embeddings float32 [B, D], written
     */
    public void encode(float[] images, float[] embeddings) {
        engine.write(input, images);
        program.run();
        engine.read(output, embeddings);
    }

    /**
     * Embeds a batch of captions.
     *
     * @param ids int32 [B, T]
     * @param endTokens int32 [B], where each caption's end-of-text token stands
     * @param embeddings float32 [B, D], written
     */
    public void encode(int[] ids, int[] endTokens, float[] embeddings) {
        if (ends == null) {
            throw new IllegalStateException("encode: an image encoder was given captions, expected images");
        }
        engine.write(input, ids);
        ends.write(engine, endTokens, input.shape().size(1), new int[endTokens.length]);
        program.run();
        engine.read(output, embeddings);
    }

    @Override
    public void close() {
        engine.close();
    }
}
