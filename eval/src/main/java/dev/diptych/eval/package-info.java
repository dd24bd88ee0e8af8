/** Zero-shot retrieval, its metrics and the report. */
@NullMarked
package dev.diptych.eval;

import org.jspecify.annotations.NullMarked;
