package dev.diptych.export.onnx.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.Result;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.diptych.export.onnx.runtime.Input.Bytes;
import dev.diptych.export.onnx.runtime.Input.Numbers;
import dev.diptych.export.onnx.runtime.Input.Reals;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A file of ONNX, run by onnxruntime on the CPU. */
public final class OnnxModel implements AutoCloseable {
    /** Of the thread that onnxruntime starts on: 1.29.0's native start may need more than a thread's usual stack, and then ends the process. */
    private static final long STACK = 64L << 20;

    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private OnnxModel(Path file, OrtEnvironment environment, OrtSession session) {
        this.file = file;
        this.environment = environment;
        this.session = session;
    }

    /**
     * Opens a file.
     *
     * @throws OnnxException if onnxruntime does not take it
     */
    public static OnnxModel open(Path file) {
        OrtEnvironment environment = environment();
        try (SessionOptions options = new SessionOptions()) {
            return new OnnxModel(file, environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw new OnnxException(file, e);
        }
    }

    /** onnxruntime's own, made on a thread of {@link #STACK}. */
    private static OrtEnvironment environment() {
        FutureTask<OrtEnvironment> making = new FutureTask<>(OrtEnvironment::getEnvironment);
        new Thread(null, making, "onnxruntime", STACK).start();
        try {
            return making.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("onnxruntime failed: interrupted, expected to start", e);
        } catch (ExecutionException e) {
            throw new OnnxException("onnxruntime failed: " + e.getCause() + ", expected to start", e);
        }
    }

    /** What the file asks for. */
    public Set<String> inputs() {
        return session.getInputNames();
    }

    /** What it gives. */
    public Set<String> outputs() {
        return session.getOutputNames();
    }

    /**
     * Runs it.
     *
     * @param inputs the values of each input that it asks for; others are left out
     * @return the values of each output, row-major
     */
    public Map<String, float[]> run(Map<String, Input> inputs) {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (String name : inputs()) {
                Input input = inputs.get(name);
                if (input == null) {
                    throw new IllegalArgumentException(
                            "run: " + file + ": input " + name + ": not given, expected one of " + inputs.keySet());
                }
                tensors.put(name, tensor(input));
            }
            try (Result result = session.run(tensors)) {
                Map<String, float[]> outputs = new HashMap<>();
                for (Map.Entry<String, OnnxValue> each : result) {
                    FloatBuffer values = ((OnnxTensor) each.getValue()).getFloatBuffer();
                    float[] all = new float[values.remaining()];
                    values.get(all);
                    outputs.put(each.getKey(), all);
                }
                return outputs;
            }
        } catch (OrtException e) {
            throw new OnnxException(file, e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new OnnxException(file, e);
        }
    }

    private OnnxTensor tensor(Input input) throws OrtException {
        if (input instanceof Reals reals) {
            return OnnxTensor.createTensor(environment, FloatBuffer.wrap(reals.values()), reals.shape());
        }
        if (input instanceof Numbers numbers) {
            return OnnxTensor.createTensor(environment, LongBuffer.wrap(numbers.values()), numbers.shape());
        }
        Bytes bytes = (Bytes) input;
        return OnnxTensor.createTensor(environment, ByteBuffer.wrap(bytes.values()), bytes.shape(), OnnxJavaType.UINT8);
    }
}
