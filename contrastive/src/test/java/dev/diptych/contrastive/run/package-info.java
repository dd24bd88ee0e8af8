@NullMarked
package dev.diptych.contrastive.run;

import org.jspecify.annotations.NullMarked;
