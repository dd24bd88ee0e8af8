package dev.diptych.nn.probe;

import dev.diptych.nn.op.Activation;
import dev.diptych.nn.op.LayerNorm;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.PatchGather;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The primitives that an engine leaves to a library of kernels, with their gradients: what a self-test runs. */
public final class FastPrimitives {
    private static final float EPSILON = 1e-5f;

    private FastPrimitives() {}

    /**
     * The probes of what computes in {@code type}.
     *
     * @param type float32 or bfloat16
     */
    public static List<Probe> in(DType type) {
        List<Probe> probes = new ArrayList<>(AttentionProbes.in(type));
        probes.addAll(ProductProbes.in(type));
        String in = " in " + (type == DType.FLOAT32 ? "float32" : "bfloat16");
        probes.add(new Probe("layer norm" + in, rig -> norm(rig, type, 19, 48)));
        probes.add(new Probe("layer norm" + in, rig -> norm(rig, type, 3, 33)));
        for (Activation.Kind kind : Activation.Kind.values()) {
            probes.add(new Probe("activation" + in, rig -> activation(rig, type, kind)));
        }
        probes.add(new Probe("sum" + in, rig -> sum(rig, type)));
        probes.add(new Probe("patches" + in, rig -> patches(rig, type)));
        if (type == DType.FLOAT32) {
            probes.add(new Probe("positions" + in, FastPrimitives::positions));
        }
        return List.copyOf(probes);
    }

    /** The probes of linear layers on integers of 8 bits. */
    public static List<Probe> inIntegers() {
        return List.of(
                new Probe("linear layer in int8", rig -> ProductProbes.integers(rig, 33, 48, 40)),
                new Probe("linear layer in int8", rig -> ProductProbes.integers(rig, 1, 48, 136)));
    }

    private static void norm(Rig rig, DType type, int rows, int width) {
        Tensor x = rig.aroundOne(DType.FLOAT32, rows, width);
        Tensor gamma = rig.aroundOne(DType.FLOAT32, width);
        Tensor beta = rig.normal(DType.FLOAT32, width);
        Tensor mean = rig.normal(DType.FLOAT32, rows);
        Tensor variance = rig.normal(DType.FLOAT32, rows);
        Tensor out = rig.normal(type, rows, width);
        Tensor dout = rig.normal(type, rows, width);
        Tensor dx = rig.normal(DType.FLOAT32, rows, width);
        Tensor dgamma = rig.normal(DType.FLOAT32, width);
        Tensor dbeta = rig.normal(DType.FLOAT32, width);
        rig.run(new LayerNorm(x, gamma, beta, EPSILON, mean, variance, out));
        rig.run(new LayerNorm.Grad(x, gamma, EPSILON, mean, variance, dout, dx, dgamma, dbeta, false));
        PlainNorm plain = new PlainNorm(rig.drawn(x), rig.drawn(gamma), rig.drawn(beta), EPSILON, rig.drawn(dout));
        rig.require(DType.FLOAT32, mean, plain.mean());
        rig.require(DType.FLOAT32, variance, plain.variance());
        rig.require(type, out, plain.out());
        rig.require(type, dx, plain.dx());
        rig.require(type, dgamma, plain.dgamma());
        rig.require(type, dbeta, plain.dbeta());
    }

    private static void activation(Rig rig, DType type, Activation.Kind kind) {
        Tensor x = rig.normal(type, 7, 33);
        Tensor out = rig.normal(type, 7, 33);
        Tensor dout = rig.normal(type, 7, 33);
        Tensor dx = rig.normal(type, 7, 33);
        rig.run(new Activation(kind, x, out));
        rig.run(new Activation.Grad(kind, x, dout, dx));
        rig.require(type, out, Plain.map(rig.drawn(x), value -> Plain.activation(kind, value)));
        double[] expected = rig.drawn(dout);
        double[] at = rig.drawn(x);
        for (int i = 0; i < expected.length; i++) {
            expected[i] *= Plain.derivative(kind, at[i]);
        }
        rig.require(type, dx, expected);
    }

    private static void sum(Rig rig, DType type) {
        Tensor x = rig.normal(DType.FLOAT32, 7, 33);
        Tensor copy = rig.normal(type, 7, 33);
        rig.run(new Add(x, copy, false));
        rig.require(type, copy, rig.drawn(x));
        Tensor other = rig.normal(type, 7, 33);
        Tensor out = rig.normal(DType.FLOAT32, 7, 33);
        double[] before = rig.drawn(out);
        rig.run(new Add(other, out, true));
        rig.require(type, out, Plain.sum(before, rig.drawn(other)));
    }

    private static void positions(Rig rig) {
        Tensor x = rig.normal(DType.FLOAT32, 3, 17, 33);
        Tensor positions = rig.normal(DType.FLOAT32, 17, 33);
        Tensor out = rig.normal(DType.FLOAT32, 3, 17, 33);
        rig.run(new AddPositions(x, positions, out));
        rig.require(DType.FLOAT32, out, Plain.sum(rig.drawn(x), rig.drawn(positions)));
    }

    private static void patches(Rig rig, DType type) {
        int batch = 2;
        int side = 12;
        int patch = 4;
        int grid = side / patch;
        Tensor images = rig.normal(DType.FLOAT32, batch, 3, side, side);
        Tensor out = rig.normal(type, batch * grid * grid, 3 * patch * patch);
        rig.run(new PatchGather(images, patch, out));
        double[] pixels = rig.drawn(images);
        double[] expected = new double[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int x = i % side;
            int y = i / side % side;
            int channel = i / side / side % 3;
            int image = i / side / side / 3;
            int row = (image * grid + y / patch) * grid + x / patch;
            expected[((row * 3 + channel) * patch + y % patch) * patch + x % patch] = pixels[i];
        }
        rig.require(type, out, expected);
    }
}
