package dev.diptych.nn.nd4j.op;

import dev.diptych.nn.engine.Bindings;
import dev.diptych.nn.engine.Op;
import dev.diptych.nn.nd4j.array.Rows;
import dev.diptych.nn.nd4j.array.Scratch;
import dev.diptych.nn.nd4j.array.Views;
import dev.diptych.nn.op.token.AddPositions;
import dev.diptych.nn.op.token.Embedding;
import dev.diptych.nn.op.token.Repeat;
import dev.diptych.nn.op.token.SelectRows;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Rows by number, and the way back, which ND4J's own gradient of {@code gather} gets wrong for repeated ids. */
final class TokenOps {
    private TokenOps() {}

    static void offer(Bindings<Op> bindings, Scratch scratch) {
        bindings.on(Embedding.class, TokenOps::embedding);
        bindings.on(Embedding.Grad.class, op -> embeddingGrad(op, scratch));
        bindings.on(SelectRows.class, TokenOps::selectRows);
        bindings.on(SelectRows.Grad.class, TokenOps::selectRowsGrad);
        bindings.on(AddPositions.class, TokenOps::addPositions);
        bindings.on(Repeat.class, TokenOps::repeat);
    }

    static Op embedding(Embedding p) {
        CustomOp gather = gather(Views.matrix(p.table()), Views.vector(p.ids()), Views.matrix(p.out()));
        int tokens = p.ids().shape().last();
        INDArray sequences = sequences(p.out(), tokens);
        INDArray positions = Views.vector(p.positions().rows(0, tokens));
        return () -> {
            Nd4j.exec(gather);
            Rows.add(sequences, positions, sequences);
        };
    }

    static Op embeddingGrad(Embedding.Grad p, Scratch scratch) {
        INDArray dtable = Views.matrix(p.dtable());
        CustomOp scatter = scatterAdd(dtable, Views.vector(p.ids()), Views.matrix(p.dout()));
        int tokens = p.ids().shape().last();
        INDArray sequences = sequences(p.dout(), tokens);
        INDArray dpositions = Views.matrix(p.dpositions());
        INDArray used = Views.vector(p.dpositions().rows(0, tokens));
        INDArray sum = scratch.take(0, used.length());
        return () -> {
            if (!p.accumulate()) {
                dtable.assign(0);
                dpositions.assign(0);
            }
            Nd4j.exec(scatter);
            sequences.sum(sum, 0);
            used.addi(sum);
        };
    }

    static Op selectRows(SelectRows p) {
        CustomOp gather = gather(Views.matrix(p.x()), Views.vector(p.rows()), Views.matrix(p.out()));
        return () -> Nd4j.exec(gather);
    }

    static Op selectRowsGrad(SelectRows.Grad p) {
        INDArray dx = Views.matrix(p.dx());
        CustomOp scatter = scatterAdd(dx, Views.vector(p.rows()), Views.matrix(p.dout()));
        return () -> {
            if (!p.accumulate()) {
                dx.assign(0);
            }
            Nd4j.exec(scatter);
        };
    }

    static Op addPositions(AddPositions p) {
        INDArray x = Views.shaped(p.x(), Shape.of(p.batch(), p.length()));
        INDArray out = Views.shaped(p.out(), Shape.of(p.batch(), p.length()));
        INDArray positions = Views.vector(p.positions());
        return () -> Rows.add(x, positions, out);
    }

    static Op repeat(Repeat p) {
        INDArray x = Views.vector(p.x());
        INDArray out = Views.shaped(p.out(), Shape.of(p.batch(), Math.toIntExact(x.length())));
        return () -> {
            out.assign(0);
            Rows.add(out, x, out);
        };
    }

    /** Each sequence as one row: [B, T W]. */
    private static INDArray sequences(Tensor tensor, int tokens) {
        int rows = Math.toIntExact(tensor.shape().rows());
        return Views.shaped(
                tensor, Shape.of(rows / tokens, tokens * tensor.shape().last()));
    }

    static CustomOp gather(INDArray table, INDArray rows, INDArray out) {
        return DynamicCustomOp.builder("gather")
                .addInputs(table, rows)
                .addIntegerArguments(0)
                .addOutputs(out)
                .build();
    }

    /** Adds rows, asking for ND4J's lock so that rows of one number are added in turn. */
    static CustomOp scatterAdd(INDArray target, INDArray rows, INDArray updates) {
        return DynamicCustomOp.builder("scatter_add")
                .addInputs(target, rows, updates)
                .addBooleanArguments(true)
                .addOutputs(target)
                .build();
    }
}
