/** What a run does about a step that would harm it: which are skipped, when it goes back, and what it says of both. */
@NullMarked
package dev.diptych.contrastive.guard;

import org.jspecify.annotations.NullMarked;
