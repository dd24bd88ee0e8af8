@NullMarked
package dev.diptych.contrastive.figures;

import org.jspecify.annotations.NullMarked;
