/** The programs that a tower is embedded by. B rows of one program, N items to embed, D dimensions. */
@NullMarked
package dev.diptych.contrastive.embed.tower;

import org.jspecify.annotations.NullMarked;
