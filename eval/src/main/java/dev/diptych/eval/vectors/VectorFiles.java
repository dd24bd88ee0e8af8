package dev.diptych.eval.vectors;

import dev.diptych.contrastive.embed.file.NpyFile;
import dev.diptych.contrastive.embed.file.NumberedFiles;
import dev.diptych.eval.retrieval.Embeddings;
import dev.diptych.file.Trouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads vectors from {@code .npy} files: matrices of float16, float32 or float64, a row a vector. */
public final class VectorFiles {
    private static final String EXTENSION = ".npy";
    private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

    private VectorFiles() {}

    /**
     * Reads one file, or those in a folder one after the other, by the last number in their names, as {@code diptych embed}
     * and clip-retrieval number them.
     *
     * @throws dev.diptych.contrastive.embed.file.NpyException if a file is no such matrix
     * @throws VectorException if there is none, or they do not go together
     */
    public static Embeddings read(Path source) {
        List<Path> paths = Files.isDirectory(source) ? list(source) : List.of(source);
        List<NpyFile> files = paths.stream().map(NpyFile::open).toList();
        long columns = files.get(0).columns();
        long values = 0;
        for (int i = 0; i < files.size(); i++) {
            NpyFile file = files.get(i);
            if (!file.isMatrix() || file.columns() != columns || columns < 1) {
                throw new VectorException(
                        paths.get(i).toString(),
                        file.rows() + " rows of " + file.columns()
                                + " numbers, expected a matrix of float16, float32 or" + " float64"
                                + (i == 0 ? "" : " of " + columns + " columns, as " + paths.get(0)));
            }
            values = Math.addExact(values, file.rows() * columns);
        }
        if (values == 0 || values > MOST_VALUES) {
            throw new VectorException(
                    source.toString(), values + " numbers, expected at least a row, and at most " + MOST_VALUES);
        }
        float[] all = files.size() == 1 ? files.get(0).matrix() : joined(files, (int) values);
        return new Embeddings(all, (int) columns);
    }

    private static float[] joined(List<NpyFile> files, int values) {
        float[] all = new float[values];
        int at = 0;
        for (NpyFile file : files) {
            float[] part = file.matrix();
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static List<Path> list(Path folder) {
        try {
            List<Path> found = NumberedFiles.in(folder, EXTENSION);
            if (found.isEmpty()) {
                throw new VectorException(folder.toString(), "no .npy file, expected one");
            }
            return found;
        } catch (IOException e) {
            throw new VectorException(folder.toString(), Trouble.said(e) + ", expected a folder of .npy files", e);
        }
    }
}
