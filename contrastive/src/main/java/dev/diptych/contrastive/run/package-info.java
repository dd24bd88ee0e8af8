/** A training as an object: its folder, what it starts from, how it goes on. */
@NullMarked
package dev.diptych.contrastive.run;

import org.jspecify.annotations.NullMarked;
