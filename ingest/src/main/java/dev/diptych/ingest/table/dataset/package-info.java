/** Caption files that everyone has, read by name: those of COCO, of Karpathy's splits, of LLaVA, and of image folders. */
@NullMarked
package dev.diptych.ingest.table.dataset;

import org.jspecify.annotations.NullMarked;
