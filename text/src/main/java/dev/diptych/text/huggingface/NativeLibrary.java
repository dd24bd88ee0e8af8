package dev.diptych.text.huggingface;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.util.Utils;
import dev.diptych.text.tokenizer.TokenizerException;
import dev.diptych.text.tokenizer.TokenizerException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/*
 * DJL's loader may ask the network for a native built for CUDA, and says on Amazon's machines that it was started. Three
 * settings keep it from both, and from JNA, which it wants to look for CUDA. The native that comes in the jar is unpacked
 * once, into ~/.djl.ai unless DJL_CACHE_DIR names another folder.
 */
/** Hugging Face's tokenizers, loaded from the jar and never from the network. */
public final class NativeLibrary {
    private static final Map<String, String> SETTINGS =
            Map.of("ai.djl.offline", "true", "RUST_FLAVOR", "cpu", "OPT_OUT_TRACKING", "true");

    /** Rows are cut and padded here, not by the library. */
    private static final Map<String, String> OPTIONS =
            Map.of("truncation", "false", "padding", "false", "modelMaxLength", String.valueOf(Integer.MAX_VALUE));

    static {
        SETTINGS.forEach(System::setProperty);
    }

    private NativeLibrary() {}

    /**
     * Makes a tokenizer of a {@code tokenizer.json}.
     *
     * @param source the file that a refusal names
     */
    public static HuggingFaceTokenizer open(String source, byte[] json) throws IOException {
        if (!Utils.isOfflineMode()) {
            throw new IllegalStateException("tokenizer failed: DJL is not offline, expected it never to be otherwise");
        }
        try (InputStream in = new ByteArrayInputStream(json)) {
            return HuggingFaceTokenizer.newInstance(in, OPTIONS);
        } catch (UnsatisfiedLinkError e) {
            throw new TokenizerException(source, "", Reason.UNSUPPORTED, missing(e));
        } catch (RuntimeException e) {
            boolean unloaded = e.getCause() != null;
            throw new TokenizerException(
                    source, "", unloaded ? Reason.UNSUPPORTED : Reason.INVALID, unloaded ? missing(e) : refused(e));
        }
    }

    /** The first line of what the library says. */
    static String refused(RuntimeException e) {
        return "refused by Hugging Face's tokenizers ("
                + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given") + ")";
    }

    private static String missing(Throwable e) {
        return "Hugging Face's tokenizers cannot be loaded ("
                + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given")
                + "), expected linux x86_64 or arm64, macOS arm64 or Windows x86_64";
    }
}
