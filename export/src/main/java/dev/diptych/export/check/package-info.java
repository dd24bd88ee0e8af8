/** What a model's folder says against what its weights hold, and what would make its scores wrong without an error. */
@NullMarked
package dev.diptych.export.check;

import org.jspecify.annotations.NullMarked;
