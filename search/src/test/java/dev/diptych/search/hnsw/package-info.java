@NullMarked
package dev.diptych.search.hnsw;

import org.jspecify.annotations.NullMarked;
