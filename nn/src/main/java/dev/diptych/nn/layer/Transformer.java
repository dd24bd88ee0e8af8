package dev.diptych.nn.layer;

import dev.diptych.nn.program.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A stack of pre-norm residual blocks (Vaswani et al. 2017; pre-norm as in Radford et al. 2019). */
public final class Transformer {
    private final List<Block> blocks = new ArrayList<>();

    private Transformer() {}

    /** Declares {@code name.resblocks.N....} with the given first values. */
    public static Transformer declare(Parameters parameters, String name, TransformerConfig config, Weights weights) {
        Transformer transformer = new Transformer();
        int width = config.width();
        Initializer zero = Initializer.constant(0);
        for (int i = 0; i < config.layers(); i++) {
            String block = name + ".resblocks." + i;
            Norm first = Norm.declare(parameters, block + ".ln_1", width);
            Linear packed = Linear.declare(
                    parameters,
                    block + ".attn.in_proj_weight",
                    block + ".attn.in_proj_bias",
                    width,
                    3 * width,
                    weights.packed,
                    zero);
            Linear project = Linear.declare(
                    parameters,
                    block + ".attn.out_proj.weight",
                    block + ".attn.out_proj.bias",
                    width,
                    width,
                    weights.attentionOut,
                    zero);
            Norm second = Norm.declare(parameters, block + ".ln_2", width);
            Linear expand = Linear.declare(
                    parameters,
                    block + ".mlp.c_fc.weight",
                    block + ".mlp.c_fc.bias",
                    width,
                    config.mlpWidth(),
                    weights.expand,
                    Initializer.fanIn(width));
            Linear shrink = Linear.declare(
                    parameters,
                    block + ".mlp.c_proj.weight",
                    block + ".mlp.c_proj.bias",
                    config.mlpWidth(),
                    width,
                    weights.shrink,
                    Initializer.fanIn(config.mlpWidth()));
            transformer.blocks.add(new Block(
                    block,
                    first,
                    new SelfAttention(packed, project, config.heads(), config.causal()),
                    second,
                    new Mlp(expand, config.activation(), shrink)));
        }
        return transformer;
    }

    /** @return float32 [B, T, W] for {@code x} float32 [B, T, W] */
    public Tensor apply(Tape tape, Tensor x) {
        return apply(tape, x, blocks);
    }

    /**
     * The pooled tokens alone, which is all that reaches the loss: the last block computes keys and values for every
     * token, and the rest for one of each sequence.
     *
     * @return float32 [B, 1, W] for {@code x} float32 [B, T, W]
     */
    public Tensor applyPooled(Tape tape, Tensor x, Pooling pooling) {
        int last = blocks.size() - 1;
        Tensor stream = apply(tape, x, blocks.subList(0, last));
        return tape.block(input -> blocks.get(last).applyPooled(tape, input, pooling), stream);
    }

    private static Tensor apply(Tape tape, Tensor x, List<Block> blocks) {
        Tensor stream = x;
        for (Block block : blocks) {
            stream = tape.block(input -> block.apply(tape, input), stream);
        }
        return stream;
    }

    /** First values of a block's four weight matrices. */
    public record Weights(Initializer packed, Initializer attentionOut, Initializer expand, Initializer shrink) {
        /** What open_clip gives text towers: normal, narrower with depth on the residual branches. */
        public static Weights text(int width, int layers) {
            double projection = 1 / Math.sqrt((double) width * 2 * layers);
            return new Weights(
                    Initializer.normal(1 / Math.sqrt(width)),
                    Initializer.normal(projection),
                    Initializer.normal(1 / Math.sqrt(2.0 * width)),
                    Initializer.normal(projection));
        }

        /** What open_clip leaves to PyTorch's defaults in vision towers. */
        public static Weights vision(int width, int mlpWidth) {
            return new Weights(
                    Initializer.xavierUniform(width, 3 * width),
                    Initializer.fanIn(width),
                    Initializer.fanIn(width),
                    Initializer.fanIn(mlpWidth));
        }
    }

    private record Block(String name, Norm first, SelfAttention attention, Norm second, Mlp mlp) {
        Tensor apply(Tape tape, Tensor x) {
            Tensor attended = attention.apply(tape, name + ".attn", first.apply(tape, name + ".ln_1", x), x);
            return feedForward(tape, attended);
        }

        Tensor applyPooled(Tape tape, Tensor x, Pooling pooling) {
            return feedForward(
                    tape,
                    attention.applyPooled(tape, name + ".attn", first.apply(tape, name + ".ln_1", x), x, pooling));
        }

        private Tensor feedForward(Tape tape, Tensor attended) {
            return mlp.apply(tape, name + ".mlp", second.apply(tape, name + ".ln_2", attended), attended);
        }
    }
}
