@NullMarked
package dev.diptych.contrastive.embed.file;

import org.jspecify.annotations.NullMarked;
