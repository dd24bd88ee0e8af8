package dev.diptych.contrastive.embed;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.file.Sha256;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tensor.Shape;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** What tells models apart: a SHA-256 of values, not of files, so that it is the same in every file format. */
public final class ModelFingerprint {
    private static final int PART = 1 << 16; // values

    private ModelFingerprint() {}

    /** In hexadecimal, of all that decides an embedding. */
    public static String of(ClipModel model, Preprocessing preprocessing, Tokenizer tokenizer) {
        MessageDigest digest = Sha256.begin();
        Sha256.add(digest, model.config() + "\n" + preprocessing + "\n" + tokenizer.hash() + "\n");
        for (Map.Entry<String, Tensor> parameter : model.values().tensors().entrySet()) {
            Sha256.add(digest, parameter.getKey() + "\n");
            add(digest, model.engine(), parameter.getValue());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Adds values in parts that stay in the cache: memory that nobody has written yet takes longer than the hash. */
    private static void add(MessageDigest digest, Engine engine, Tensor tensor) {
        long elements = tensor.shape().elements();
        float[] values = new float[(int) Math.min(PART, elements)];
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        for (long from = 0; from < elements; from += values.length) {
            int count = (int) Math.min(PART, elements - from);
            if (count < values.length) {
                values = new float[count];
            }
            engine.read(new Tensor(tensor.storage(), Shape.of(count), count, tensor.offset() + from), values);
            bytes.asFloatBuffer().put(values);
            digest.update(bytes.array(), 0, count * Float.BYTES);
        }
    }
}
