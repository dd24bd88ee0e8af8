package dev.diptych.export.safetensors;

import dev.diptych.export.safetensors.SafetensorsException.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Recognises the files of PyTorch's {@code torch.save}, which are never read: loading one can run code. */
public final class Pickle {
    /**
     * Python that takes the file to write and the pickles to read; without a double quote, and on one line. A checkpoint of
     * a training has the weights under a key, and numbers beside them, which PyTorch 1 knows no careful way to read.
     */
    private static final String CONVERTER = String.join(
            "; ",
            "import json, struct, sys, torch",
            "r = [torch.load(f, map_location='cpu', weights_only=f.endswith('.bin') or torch.__version__ >= '2')"
                    + " for f in sys.argv[2:]]",
            "r = [next((d[k] for k in ('state_dict', 'model_state_dict', 'model') if isinstance(d.get(k), dict)), d) for d in r]",
            "t = {k: v.float().contiguous() for d in r for k, v in d.items()"
                    + " if torch.is_tensor(v) and v.is_floating_point()}",
            "o = [0]",
            "h = {k: {'dtype': 'F32', 'shape': list(v.shape), 'data_offsets':"
                    + " [o[-1], o.append(o[-1] + 4 * v.numel()) or o[-1]]} for k, v in t.items()}",
            "b = json.dumps(h).encode()",
            "w = open(sys.argv[1], 'wb')",
            "w.write(struct.pack('<Q', len(b)) + b)",
            "[w.write(v.numpy().tobytes()) for v in t.values()]",
            "w.close()");

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

    /**
     * The refusal of such files, with a command that writes their tensors as safetensors.
     *
     * @param files the first one, and what belongs to it
     * @param converted where they are to be, all in one
     * @param then what is to be done after that, from "; " on, or empty
     */
    public static SafetensorsException refusal(List<Path> files, Path converted, String then) {
        return new SafetensorsException(
                Reason.PICKLE,
                files.get(0).toString(),
                "",
                SafetensorsException.NO_OFFSET,
                "a pickle of PyTorch, which can run code when it is loaded, expected safetensors; where you trust it, this"
                        + " writes them, with torch and numpy alone: python3 -c \"" + CONVERTER + "\" "
                        + quoted(converted)
                        + files.stream().map(file -> " " + quoted(file)).collect(Collectors.joining()) + then);
    }

    /** As a shell takes it for one word. */
    private static String quoted(Path file) {
        return "'" + file.toString().replace("'", "'\\''") + "'";
    }
}
