package dev.diptych.ingest.duplicate;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What tells an image from others.
 *
 * @param content of the file's bytes
 * @param signature of the picture; null where only files are compared
 */
public record Fingerprint(Hash128 content, @Nullable ImageSignature signature) implements Serializable {}
