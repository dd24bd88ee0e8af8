/** Decompression within bounds of memory and of size, its failures told in words. */
@NullMarked
package dev.diptych.ingest.compression;

import org.jspecify.annotations.NullMarked;
