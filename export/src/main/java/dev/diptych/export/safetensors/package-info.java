/**
 * The safetensors format: named tensors in one file, or in shards with an index. Reading trusts nothing in a file and keeps
 * none of it in the heap; writing streams.
 */
@NullMarked
package dev.diptych.export.safetensors;

import org.jspecify.annotations.NullMarked;
