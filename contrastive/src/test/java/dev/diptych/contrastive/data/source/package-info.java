@NullMarked
package dev.diptych.contrastive.data.source;

import org.jspecify.annotations.NullMarked;
