package dev.diptych.contrastive.checkpoint;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.export.safetensors.FiniteTensors;
import dev.diptych.export.safetensors.SafetensorsWriter;
import dev.diptych.export.safetensors.StoredType;
import dev.diptych.export.safetensors.TensorInfo;
import dev.diptych.export.safetensors.TensorReader;
import dev.diptych.export.safetensors.TensorValues;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.tensor.Role;
import dev.diptych.nn.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An optimiser's moments in a safetensors file, under PyTorch's names of them before the parameters'. */
final class Moments {
    static final String FIRST = "exp_avg.";
    static final String SECOND = "exp_avg_sq.";

    private Moments() {}

    static void write(Path file, List<TensorInfo> tensors, TensorValues values) throws IOException {
        SafetensorsWriter.write(file, tensors, Map.of(), values);
    }

    /** Those in the engine's memory. */
    static TensorValues values(Engine engine, Optimizer optimizer) {
        EngineTensors first = new EngineTensors(engine, FIRST, optimizer.moment1());
        EngineTensors second = new EngineTensors(engine, SECOND, optimizer.moment2());
        return name -> name.startsWith(FIRST) ? first.of(name) : second.of(name);
    }

    /** Their names and shapes. */
    static List<TensorInfo> infos(Optimizer optimizer) {
        List<TensorInfo> tensors = new ArrayList<>(infos(FIRST, optimizer.moment1()));
        tensors.addAll(infos(SECOND, optimizer.moment2()));
        return tensors;
    }

    /**
     * Reads them.
     *
     * @param resized whether the model has another number of positions; the moments of those begin anew, since squares that are interpolated
     *     may be negative
     * @throws CheckpointException if the file lacks one, has it in another shape, or has those of a frozen parameter
     * @throws dev.diptych.export.safetensors.SafetensorsException if a value is not finite
     */
    static void read(Path file, ClipModel model, Optimizer optimizer, boolean resized) {
        Engine engine = model.engine();
        try (TensorReader reader = TensorReader.open(file)) {
            requireSameTrained(reader, model.parameters());
            requireSameMethod(reader, optimizer);
            FiniteTensors values = new FiniteTensors(reader);
            read(reader, values, FIRST, engine, optimizer.moment1(), resized);
            read(reader, values, SECOND, engine, optimizer.moment2(), resized);
            values.check();
        }
    }

    private static void requireSameTrained(TensorReader reader, Parameters parameters) {
        for (Parameters.Entry entry : parameters.entries()) {
            boolean trained = entry.group().trained();
            boolean learnt = entry.tensor().storage().role() == Role.PARAMETER;
            if (learnt && trained != reader.tensors().containsKey(FIRST + entry.name())) {
                throw new CheckpointException("resume failed: " + reader.source() + ": "
                        + (trained ? "no moments" : "moments") + " of " + entry.name() + ", expected "
                        + (trained ? "some, as it is trained now" : "none, as it is frozen now")
                        + "; leave the recipe's parameters as they were");
            }
        }
    }

    private static void requireSameMethod(TensorReader reader, Optimizer optimizer) {
        for (String name : optimizer.moment1().tensors().keySet()) {
            boolean expected = optimizer.moment2().tensors().containsKey(name);
            if (expected != reader.tensors().containsKey(SECOND + name)) {
                throw new CheckpointException("resume failed: " + reader.source() + ": "
                        + (expected ? "no second moment" : "a second moment") + " of " + name + ", expected "
                        + (expected ? "one" : "none") + "; leave the recipe's optimizer.opt as it was");
            }
        }
    }

    private static void read(
            TensorReader reader,
            FiniteTensors values,
            String prefix,
            Engine engine,
            Parameters.Block block,
            boolean resized) {
        for (Map.Entry<String, Tensor> entry : block.tensors().entrySet()) {
            String name = prefix + entry.getKey();
            TensorInfo info = reader.tensors().get(name);
            if (info != null
                    && resized
                    && info.elements() != entry.getValue().shape().elements()) {
                int count = Math.toIntExact(entry.getValue().shape().elements());
                engine.write(entry.getValue(), new float[count]);
                continue;
            }
            if (info == null || info.elements() != entry.getValue().shape().elements()) {
                throw new CheckpointException("checkpoint failed: " + reader.source() + ": " + name + ": "
                        + (info == null ? "missing" : "shape " + info.shape()) + ", expected "
                        + entry.getValue().shape());
            }
            engine.write(entry.getValue(), values.of(name));
        }
    }

    private static List<TensorInfo> infos(String prefix, Parameters.Block block) {
        List<TensorInfo> infos = new ArrayList<>();
        block.tensors()
                .forEach((name, tensor) -> infos.add(new TensorInfo(
                        prefix + name,
                        StoredType.F32,
                        Arrays.stream(tensor.shape().toArray()).boxed().toList())));
        return infos;
    }
}
