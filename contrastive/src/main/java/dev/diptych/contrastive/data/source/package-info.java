/** Where samples come from: shards by their index, folders, tables of files, lists in memory, alone or joined. */
@NullMarked
package dev.diptych.contrastive.data.source;

import org.jspecify.annotations.NullMarked;
