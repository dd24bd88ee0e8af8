/** What an ingest is told: its sources, images and output, as a configuration says them. */
@NullMarked
package dev.diptych.ingest.pipeline.config;

import org.jspecify.annotations.NullMarked;
