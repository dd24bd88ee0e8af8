package dev.diptych.contrastive.embed;

import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.TensorHash;
import dev.diptych.file.Sha256;
import dev.diptych.nn.tensor.Tensor;
import dev.diptych.text.tokenizer.Tokenizer;
import dev.diptych.vision.preprocess.Preprocessing;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** What tells models apart: a SHA-256 of values, not of files, so that it is the same in every file format. */
public final class ModelFingerprint {
    private ModelFingerprint() {}

    /** In hexadecimal, of all that decides an embedding. */
    public static String of(ClipModel model, Preprocessing preprocessing, Tokenizer tokenizer) {
        MessageDigest digest = Sha256.begin();
        Sha256.add(digest, model.config() + "\n" + preprocessing + "\n" + tokenizer.hash() + "\n");
        for (Map.Entry<String, Tensor> parameter : model.values().tensors().entrySet()) {
            Sha256.add(digest, parameter.getKey() + "\n");
            TensorHash.add(digest, model.engine(), parameter.getValue());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
