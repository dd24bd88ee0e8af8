package dev.diptych.bench.torch.runtime;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch's fused AdamW with open_clip's settings for ViT models, by the dispatcher: {@code aten::_fused_adamw_}, which neither the C++
 * optimisers nor the presets have.
 */
public final class FusedAdamW {
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.98;
    private static final double EPSILON = 1e-6;
    private static final double WEIGHT_DECAY = 0.2;

    private final OperatorHandle operator = Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", "");
    private final Tensor count = torch.zeros();
    private final Group decayed;
    private final Group others;

    /** Parameters of one weight decay, with their moments. */
    private record Group(List<Tensor> parameters, List<Tensor> first, List<Tensor> second, double decay) {
        static Group of(List<Tensor> parameters, double decay) {
            return new Group(List.copyOf(parameters), zeros(parameters), zeros(parameters), decay);
        }

        private static List<Tensor> zeros(List<Tensor> like) {
            return like.stream().map(tensor -> torch.zeros(tensor.shape())).toList();
        }
    }

    /**
     * @param decayed float32 leaves that weight decay applies to
     * @param others and those that it does not
     */
    public FusedAdamW(List<Tensor> decayed, List<Tensor> others) {
        this.decayed = Group.of(decayed, WEIGHT_DECAY);
        this.others = Group.of(others, 0);
    }

    /** Updates all parameters by their gradients and drops these. */
    public void step(double learningRate) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            count.add_(new Scalar(1.0));
            step(decayed, learningRate);
            step(others, learningRate);
        }
    }

    private void step(Group group, double learningRate) {
        List<Tensor> gradients = new ArrayList<>();
        List<Tensor> counts = new ArrayList<>();
        for (Tensor parameter : group.parameters) {
            gradients.add(parameter.grad());
            counts.add(count);
        }
        operator.callBoxed(new IValueVector(
                list(group.parameters),
                list(gradients),
                list(group.first),
                list(group.second),
                list(List.of()),
                list(counts),
                new IValue(learningRate),
                new IValue(BETA_1),
                new IValue(BETA_2),
                new IValue(group.decay),
                new IValue(EPSILON),
                new IValue(false),
                new IValue(false),
                new IValue(),
                new IValue()));
        group.parameters.forEach(parameter -> parameter.mutable_grad().reset());
    }

    private static IValue list(List<Tensor> tensors) {
        GenericList list = new GenericList(new TensorList().elementType());
        tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
        return new IValue(list);
    }
}
