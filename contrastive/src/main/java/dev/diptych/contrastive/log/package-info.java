/** What a run writes down line by line, for itself and for those who watch it. */
@NullMarked
package dev.diptych.contrastive.log;

import org.jspecify.annotations.NullMarked;
