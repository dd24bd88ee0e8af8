package dev.diptych.bench.torch.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A model's parameters by their names, in the order in which they were declared. */
public final class Weights {
    private final Map<String, Weight> all = new LinkedHashMap<>();
    private final ScalarType type;
    private final boolean trained;

    private record Weight(Tensor tensor, boolean decays) {}

    /**
     * @param type of the parameters
     * @param trained whether they have gradients
     */
    public Weights(ScalarType type, boolean trained) {
        this.type = type;
        this.trained = trained;
    }

    /** Weights that decay, drawn with mean zero. */
    Tensor normal(String name, double deviation, long... sizes) {
        return add(name, torch.randn(sizes).mul_(new Scalar(deviation)), true);
    }

    /** Positions and class embeddings, which do not decay, drawn likewise. */
    Tensor place(String name, double deviation, long... sizes) {
        return add(name, torch.randn(sizes).mul_(new Scalar(deviation)), false);
    }

    /** Gains, biases and the logit scale, which do not decay. */
    Tensor constant(String name, double value, long... sizes) {
        return add(name, torch.zeros(sizes).fill_(new Scalar(value)), false);
    }

    private Tensor add(String name, Tensor values, boolean decays) {
        Tensor tensor = values.to(type);
        tensor.set_requires_grad(trained);
        all.put(name, new Weight(tensor, decays));
        return tensor;
    }

    /** What weight decay applies to. */
    public List<Tensor> decayed() {
        return select(Weight::decays);
    }

    /** What it does not apply to. */
    public List<Tensor> others() {
        return select(weight -> !weight.decays);
    }

    private List<Tensor> select(Predicate<Weight> which) {
        return all.values().stream().filter(which).map(Weight::tensor).toList();
    }

    /** All of them by their names. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        all.forEach((name, weight) -> tensors.put(name, weight.tensor));
        return Collections.unmodifiableMap(tensors);
    }

    /** How many numbers they are. */
    public long count() {
        return all.values().stream().mapToLong(weight -> weight.tensor.numel()).sum();
    }
}
