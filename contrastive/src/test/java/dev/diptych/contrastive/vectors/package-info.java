@NullMarked
package dev.diptych.contrastive.vectors;

import org.jspecify.annotations.NullMarked;
