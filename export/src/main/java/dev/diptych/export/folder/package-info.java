/** Models in folders as open_clip and Hugging Face lay them out, opened, written, and converted. */
@NullMarked
package dev.diptych.export.folder;

import org.jspecify.annotations.NullMarked;
