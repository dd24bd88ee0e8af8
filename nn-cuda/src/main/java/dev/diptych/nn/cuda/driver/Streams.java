package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.cudart.CU_STREAM_NON_BLOCKING;
import static org.bytedeco.cuda.global.cudart.cuEventElapsedTime;
import static org.bytedeco.cuda.global.cudart.cuEventRecord;
import static org.bytedeco.cuda.global.cudart.cuEventSynchronize;
import static org.bytedeco.cuda.global.cudart.cuStreamCreate;
import static org.bytedeco.cuda.global.cudart.cuStreamDestroy;
import static org.bytedeco.cuda.global.cudart.cuStreamSynchronize;
import static org.bytedeco.cuda.global.cudart.cuStreamWaitEvent;

import dev.diptych.nn.cuda.device.Lane;
import dev.diptych.nn.cuda.device.Mark;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.bytedeco.cuda.cudart.CUstream_st;

/** A stream for each lane, and the events by which they wait for each other. The device's context is the calling thread's. */
final class Streams implements AutoCloseable {
    private final CUstream_st compute = new CUstream_st();
    private final CUstream_st copy = new CUstream_st();
    private final CUstream_st peers = new CUstream_st();
    private final Set<Event> events = Collections.newSetFromMap(new IdentityHashMap<>());

    Streams() {
        for (Lane lane : Lane.values()) {
            Check.driver("create stream", cuStreamCreate(of(lane), CU_STREAM_NON_BLOCKING));
        }
    }

    CUstream_st of(Lane lane) {
        return switch (lane) {
            case COMPUTE -> compute;
            case COPY -> copy;
            case PEERS -> peers;
        };
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#mark */
    Event mark() {
        return new Event(events);
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#record */
    void record(Mark mark, Lane lane) {
        Check.driver("record event", cuEventRecord(Event.of(mark), of(lane)));
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#await */
    void await(Lane lane, Mark mark) {
        Check.driver("wait for event", cuStreamWaitEvent(of(lane), Event.of(mark), 0));
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#join(Mark) */
    void join(Mark mark) {
        Check.driver("join event", cuEventSynchronize(Event.of(mark)));
    }

    /** @see dev.diptych.nn.cuda.device.Gpu#milliseconds */
    float milliseconds(Mark from, Mark to) {
        join(to);
        float[] milliseconds = new float[1];
        Check.driver("time", cuEventElapsedTime(milliseconds, Event.of(from), Event.of(to)));
        return milliseconds[0];
    }

    /** How many milliseconds what {@code work} puts on a lane takes there. */
    double milliseconds(Runnable work, Lane lane) {
        try (Event from = mark();
                Event to = mark()) {
            record(from, lane);
            work.run();
            record(to, lane);
            return milliseconds(from, to);
        }
    }

    /** Waits for all lanes. */
    void finish() {
        for (Lane lane : Lane.values()) {
            Check.driver("finish", cuStreamSynchronize(of(lane)));
        }
    }

    /** Ends them; nothing may be under way on them. */
    @Override
    public void close() {
        List.copyOf(events).forEach(Event::close);
        for (Lane lane : Lane.values()) {
            Check.driver("destroy stream", cuStreamDestroy(of(lane)));
        }
    }
}
