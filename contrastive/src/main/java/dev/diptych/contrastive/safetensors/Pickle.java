package dev.diptych.contrastive.safetensors;

import dev.diptych.contrastive.safetensors.SafetensorsException.Reason;
import java.nio.file.Path;
import java.util.Locale;

/** Recognises the files of PyTorch's {@code torch.save}, which are never read: loading one can run code. */
public final class Pickle {
    private Pickle() {}

    /** Whether a file of this name is a pickle by custom. */
    public static boolean isNamed(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.endsWith(".bin") || name.endsWith(".pt") || name.endsWith(".pth") || name.endsWith(".ckpt");
    }

    /**
     * Whether a file that starts so is a zip of {@code torch.save}, or a pickle of protocol 2 to 5 as before 1.6. The
     * length of a safetensors header may look like either, but then the header's brace follows it.
     *
     * @param head up to nine bytes
     */
    static boolean isStart(byte[] head) {
        if (head.length > Long.BYTES && head[Long.BYTES] == '{') {
            return false;
        }
        boolean zip = head.length >= 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
        return zip || head.length >= 2 && (head[0] & 0xFF) == 0x80 && head[1] >= 2 && head[1] <= 5;
    }

    /** The refusal of such a file, which says how to convert it. */
    public static SafetensorsException refusal(Path file) {
        String to = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "") + ".safetensors";
        return new SafetensorsException(
                Reason.PICKLE,
                file.toString(),
                "",
                SafetensorsException.NO_OFFSET,
                "a pickle of PyTorch, which can run code when it is loaded, expected safetensors; convert it where you"
                        + " trust it: python -c \"import torch, safetensors.torch as s; s.save_file({k: v.contiguous()"
                        + " for k, v in torch.load('" + file.getFileName()
                        + "', map_location='cpu', weights_only=True).items()}, '" + to + "')\"");
    }
}
