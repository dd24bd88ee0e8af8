package dev.diptych.nn.layer;

import dev.diptych.nn.packing.Packing;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stack of pre-norm residual blocks (Vaswani et al. 2017; pre-norm as in Radford et al. 2019). */
public final class Transformer {
    private final List<Block> blocks = new ArrayList<>();

    private Transformer() {}

    /** Declares {@code name.resblocks.N....}, or as the configuration names them, with the given first values. */
    public static Transformer declare(Parameters parameters, String name, TransformerConfig config, Weights weights) {
        Transformer transformer = new Transformer();
        for (int i = 0; i < config.layers(); i++) {
            String block = name + "." + config.names().list() + "." + i;
            transformer.blocks.add(block(parameters, block, config, weights));
        }
        return transformer;
    }

    private static Block block(Parameters parameters, String block, TransformerConfig config, Weights weights) {
        BlockNames names = config.names();
        int width = config.width();
        int mlpWidth = config.mlpWidth();
        Initializer zero = Initializer.constant(0);
        String prefix = block + ".";
        Norm first = Norm.declare(parameters, prefix + names.firstNorm(), width, config.epsilon());
        Linear packed = linear(parameters, prefix + names.packed(), 3, width, width, weights.packed, zero);
        Linear project = linear(parameters, prefix + names.project(), 1, width, width, weights.attentionOut, zero);
        Tensor firstScale = scale(parameters, prefix + names.firstScale(), config);
        Norm second = Norm.declare(parameters, prefix + names.secondNorm(), width, config.epsilon());
        Linear expand = linear(
                parameters,
                prefix + names.expand(),
                1,
                width,
                mlpWidth,
                weights.expand,
                weights.zeroBiases ? zero : Initializer.fanIn(width));
        Linear shrink = linear(
                parameters,
                prefix + names.shrink(),
                1,
                mlpWidth,
                width,
                weights.shrink,
                weights.zeroBiases ? zero : Initializer.fanIn(mlpWidth));
        Tensor secondScale = scale(parameters, prefix + names.secondScale(), config);
        return new Block(
                block,
                first,
                new SelfAttention(packed, new Branch(project, firstScale), config.heads(), config.causal()),
                second,
                new Mlp(expand, config.activation(), new Branch(shrink, secondScale)));
    }

    /** Layers of equal inputs, each with {@code outputs} of its own, stacked into one. */
    private static Linear linear(
            Parameters parameters,
            String name,
            int stacked,
            int inputs,
            int outputs,
            Initializer weights,
            Initializer biases) {
        Tensor weight = parameters.declareHidden(name + "weight", weights, stacked, stacked * outputs, inputs);
        Tensor bias = parameters.declare(name + "bias", biases, false, stacked * outputs);
        return new Linear(weight, bias, parameters.declareAdapter(weight));
    }

    private static @Nullable Tensor scale(Parameters parameters, String name, TransformerConfig config) {
        return config.layerScale().isEmpty()
                ? null
                : parameters.declare(
                        name + ".gamma",
                        Initializer.constant(config.layerScale().getAsDouble()),
                        false,
                        config.width());
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

    /**
     * As {@link #applyPooled(Tape, Tensor, Pooling)}, of sequences of unlike lengths that are pooled at their last token, causal
     * ones.
     *
     * @return float32 [B, W] for {@code x} float32 [R, W]
     */
    public Tensor applyPooled(Tape tape, Tensor x, Packing packing) {
        int last = blocks.size() - 1;
        Tensor stream = x;
        for (Block block : blocks.subList(0, last)) {
            stream = tape.block(input -> block.apply(tape, input, packing), stream);
        }
        return tape.block(input -> blocks.get(last).applyPooled(tape, input, packing), stream);
    }

    private static Tensor apply(Tape tape, Tensor x, List<Block> blocks) {
        Tensor stream = x;
        for (Block block : blocks) {
            stream = tape.block(input -> block.apply(tape, input), stream);
        }
        return stream;
    }

    /**
     * First values of a block's four weight matrices; the attention's biases start at zero.
     *
     * @param zeroBiases whether those of the feed-forward half do too, rather than at PyTorch's default
     */
    public record Weights(
            Initializer packed, Initializer attentionOut, Initializer expand, Initializer shrink, boolean zeroBiases) {
        /** What open_clip gives text towers: normal, narrower with depth on the residual branches. */
        public static Weights text(int width, int layers) {
            double projection = 1 / Math.sqrt((double) width * 2 * layers);
            return new Weights(
                    Initializer.normal(1 / Math.sqrt(width)),
                    Initializer.normal(projection),
                    Initializer.normal(1 / Math.sqrt(2.0 * width)),
                    Initializer.normal(projection),
                    false);
        }

        /** What open_clip leaves to PyTorch's defaults in vision towers. */
        public static Weights vision(int width, int mlpWidth) {
            return new Weights(
                    Initializer.xavierUniform(width, 3 * width),
                    Initializer.fanIn(width),
                    Initializer.fanIn(width),
                    Initializer.fanIn(mlpWidth),
                    false);
        }

        /** What timm gives vision transformers. */
        public static Weights timm() {
            Initializer normal = Initializer.normal(0.02);
            return new Weights(normal, normal, normal, normal, true);
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

        Tensor apply(Tape tape, Tensor x, Packing packing) {
            return feedForward(
                    tape, attention.apply(tape, name + ".attn", first.apply(tape, name + ".ln_1", x), x, packing));
        }

        Tensor applyPooled(Tape tape, Tensor x, Packing packing) {
            return feedForward(
                    tape,
                    attention.applyPooled(tape, name + ".attn", first.apply(tape, name + ".ln_1", x), x, packing));
        }

        private Tensor feedForward(Tape tape, Tensor attended) {
            return mlp.apply(tape, name + ".mlp", second.apply(tape, name + ".ln_2", attended), attended);
        }
    }
}
